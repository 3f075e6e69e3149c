/** What the page of a search is called, by the text that is sought; the server and the client script say the same. */
export function searchTitle(q: string): string {
  return q === '' ? 'Find a customer' : `“${q}”`
}

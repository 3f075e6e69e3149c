/**
 * Lets links that change the search, such as those of its columns, ask for the results as typing does, so that nobody loses
 * their place; Back leads to the search before. Other pages of the results are loaded: they are not asked for while typing.
 *
 * @param search searches for what an address says
 * @param maySearch whether that can be done here, and not by the page alone
 */
export function refineInPlace(
  results: HTMLElement,
  search: (href: string) => void,
  maySearch: () => boolean,
): void {
  results.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-refines]')
    const isForBrowser =
      event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
    if (!link || isForBrowser || isOtherPage(link.href) || !maySearch()) return
    event.preventDefault()
    history.pushState(null, '', link.href)
    search(link.href)
  })
  window.addEventListener('popstate', () => {
    if (isOtherPage(location.href)) location.reload()
    else search(location.href)
  })
}

function isOtherPage(href: string): boolean {
  return new URL(href).searchParams.has('page')
}

/** Tells how far the bench is, on stderr: stdout is for the figures. */
export function progress(text: string): void {
  console.error(`bench: ${new Date().toTimeString().slice(0, 8)} ${text}`)
}

/**
 * Puts other results in the place of those that are there. Whoever went to a customer or a menu already stays there, if it
 * is still there, and is led to the box if it is not, or to the menu that has closed over it; what was unfolded stays so.
 */
export function replaceResults(results: HTMLElement, html: string, box: HTMLInputElement): void {
  const focused = results.contains(document.activeElement) ? document.activeElement : null
  const unfolded = [...results.querySelectorAll('details[open] > summary')].map(nameOf)
  results.innerHTML = html
  for (const summary of results.querySelectorAll('details > summary'))
    if (unfolded.includes(nameOf(summary))) summary.parentElement?.setAttribute('open', '')
  if (!focused) return
  const controls = [...results.querySelectorAll<HTMLElement>('a, summary, button, input, select')]
  const again = controls.find((control) => nameOf(control) === nameOf(focused))
  const menu = again?.checkVisibility() === false ? again.closest('details')?.querySelector('summary') : null
  ;(menu ?? again ?? box).focus()
}

export function hitsIn(results: HTMLElement): HTMLElement[] {
  return [...results.querySelectorAll<HTMLElement>('[data-hit]')]
}

/** What a control is known by when it comes again: where others lead changes with the search, and so may their words. */
function nameOf(control: Element): string {
  if (control.matches('[data-hit]')) return control.getAttribute('href') ?? ''
  return control.id || (control.getAttribute('aria-label') ?? control.textContent.trim())
}

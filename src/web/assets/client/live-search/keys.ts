import { hitsIn } from './replace-results.ts'

/**
 * `/` leads to the box from anywhere, and the arrows from it to the customers that were found and back.
 *
 * @param isCurrent whether what is shown is what was typed: whoever presses Enter in haste among older results opens somebody else
 */
export function followKeys(box: HTMLInputElement, results: HTMLElement, isCurrent: () => boolean): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target as HTMLElement
    if (event.key === '/' && !target.matches('input, select, textarea')) {
      event.preventDefault()
      box.focus()
      box.select()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (target !== box && !target.matches('[data-hit]')) return
      if (target === box && !isCurrent()) return event.preventDefault()
      const stops = [box, ...hitsIn(results)]
      const next = stops[stops.indexOf(target) + (event.key === 'ArrowDown' ? 1 : -1)]
      if (!next) return
      event.preventDefault()
      next.focus()
    }
  })
}

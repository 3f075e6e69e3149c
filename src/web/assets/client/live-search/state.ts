/** How far a search is: its results are there, are waited for (for long), do not come, or come by the button alone. */
export type State = 'shown' | 'waiting' | 'slow' | 'no answer' | 'by the button'

/** A search that takes longer says that it is under way; one that does not would only flicker. */
const SLOW_MS = 500

export interface Shows {
  readonly results: HTMLElement
  readonly announcement: HTMLElement
  /** What stands above the results in a state other than that they are there. */
  readonly searching: HTMLElement
  readonly noAnswer: HTMLElement
  readonly byTheButton: HTMLElement
}

/** Tells how far the search is, to those who see the page and to those who hear it; each state once. */
export function tellState({ results, announcement, searching, noAnswer, byTheButton }: Shows) {
  let state: State = 'shown'
  let slow = 0
  const notices: Partial<Record<State, HTMLElement>> = {
    slow: searching,
    'no answer': noAnswer,
    'by the button': byTheButton,
  }
  const become = (next: State) => {
    clearTimeout(slow)
    if (next === 'waiting') slow = window.setTimeout(() => become('slow'), SLOW_MS)
    state = next
    for (const [each, notice] of Object.entries(notices)) notice.hidden = each !== next
    // They would look like the answer to what is not asked yet. Those of the search before stay to be read.
    results.hidden = next === 'by the button'
    results.ariaBusy = next === 'waiting' || next === 'slow' ? 'true' : null
    const found = results.querySelector<HTMLElement>('[data-announce]')?.dataset.announce
    announcement.textContent = next === 'shown' ? (found ?? '') : (notices[next]?.innerText ?? '')
  }
  return { become, isIn: (...states: readonly State[]) => states.includes(state) }
}

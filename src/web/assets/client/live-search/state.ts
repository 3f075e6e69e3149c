/**
 * How far a search is: its results are there, are waited for (for long), do not come, come for those alone who sign in again,
 * or come by the button alone.
 */
export type State = 'shown' | 'waiting' | 'slow' | 'no answer' | 'signed out' | 'by the button'

/** A search that takes longer says that it is under way; one that does not would only flicker. */
const SLOW_MS = 500

/** Whoever hears the page hears what was found when they have paused, and not after each letter. */
const PAUSE_MS = 1_000

export interface Shows {
  readonly results: HTMLElement
  readonly announcement: HTMLElement
  /** What stands above the results in a state other than that they are there. */
  readonly searching: HTMLElement
  readonly noAnswer: HTMLElement
  readonly signedOut: HTMLElement
  readonly byTheButton: HTMLElement
}

/**
 * Tells how far the search is, to those who see the page and to those who hear it; each state once.
 *
 * @param whenTold is called when something is said above the results
 */
export function tellState(
  { results, announcement, searching, noAnswer, signedOut, byTheButton }: Shows,
  whenTold: () => void,
) {
  let state: State = 'shown'
  let [slow, telling] = [0, 0]
  const notices: Partial<Record<State, HTMLElement>> = {
    slow: searching,
    'no answer': noAnswer,
    'signed out': signedOut,
    'by the button': byTheButton,
  }
  const say = (words: string) => {
    if (announcement.textContent !== words) announcement.textContent = words
  }
  const sayFound = () => say(results.querySelector<HTMLElement>('[data-announce]')?.dataset.announce ?? '')
  const become = (next: State) => {
    clearTimeout(slow)
    clearTimeout(telling)
    if (next === 'waiting') slow = window.setTimeout(() => become('slow'), SLOW_MS)
    state = next
    for (const [each, notice] of Object.entries(notices)) notice.hidden = each !== next
    // They would look like the answer to what is not asked yet. Those of the search before stay to be read.
    results.hidden = next === 'by the button'
    results.ariaBusy = next === 'waiting' || next === 'slow' ? 'true' : null
    if (next === 'shown') telling = window.setTimeout(sayFound, PAUSE_MS)
    const notice = notices[next]
    if (!notice) return
    say(notice.innerText)
    whenTold()
  }
  return { become, isIn: (...states: readonly State[]) => states.includes(state) }
}

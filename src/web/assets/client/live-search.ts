import { askedIn, withAsked } from '../../../search/asked-fields.ts'
import type { AskedField } from '../../../search/asked-fields.ts'
import { searchTitle } from '../../search-title.ts'
import { address, fillFrom, linkNow, valueAtFirst } from './live-search/address.ts'
import { answerTo } from './live-search/answer.ts'
import { followKeys } from './live-search/keys.ts'
import { closeMenus } from './live-search/menus.ts'
import { refineInPlace } from './live-search/refine.ts'
import { replaceResults } from './live-search/replace-results.ts'
import { tellState } from './live-search/state.ts'

/**
 * Results while somebody types: the results of the same address, asked for as a fragment. Without this script the form
 * does the same with a page of its own. The fields behind the fold and the box say the same: what is typed in one of them
 * is written into the box, and what is typed into the box is shown in the fields.
 */
const WAIT_MS = 120

/** How long it waits before it asks a portal again that did not answer; the last of these from then on. */
const WAITS_FOR_ANSWER_MS = [1_000, 2_000, 5_000, 10_000]

const form = document.querySelector<HTMLFormElement>('form[data-live-search]')
const box = form?.querySelector<HTMLInputElement>('input[type=search]')
const [results, announcement, searching, noAnswer, signedOut, byTheButton, cut] = [
  'results',
  'announcement',
  'searching',
  'no-answer',
  'signed-out',
  'by-the-button',
  'q-cut',
].map((id) => document.getElementById(id))

if (form && box && results && announcement && searching && noAnswer && signedOut && byTheButton && cut) {
  const fields = [...form.querySelectorAll<HTMLInputElement>('[data-asks]')]
  const taxId = form.querySelector<HTMLInputElement>('[name=tax]')
  const comeHere = () => {
    if (isFarAway) results.parentElement?.scrollIntoView()
  }
  const state = tellState({ results, announcement, searching, noAnswer, signedOut, byTheButton }, comeHere)
  const titleEnd = document.title.slice(searchTitle(box.defaultValue).length)
  let timer = 0
  let failures = 0
  let asking: { readonly wanted: string; readonly by: AbortController } | undefined
  let shown = address(form, valueAtFirst)
  /** The search was sent from behind the fold, where the results are out of sight. */
  let isFarAway = false

  /** A tax id is sent by the button alone, in the form and not in an address. */
  const holdsTaxId = () => askedIn(box.value, 'tax') !== '' || hasTaxIdTyped()
  const hasTaxIdTyped = () => (taxId?.value ?? '').trim() !== ''

  /**
   * Asks for what the form holds now; what was asked before and is not answered yet is of no use any more.
   * @param again also where its results are there already
   */
  const ask = async (again = false) => {
    clearTimeout(timer)
    const wanted = address(form)
    const isByTheButton = holdsTaxId() && (wanted !== shown || hasTaxIdTyped())
    if (asking?.wanted === wanted && !isByTheButton) return
    asking?.by.abort()
    asking = undefined
    if (isByTheButton) return state.become('by the button')
    if (wanted === shown && !again) return settle()
    // Each letter that is typed while the portal is slow, or does not answer, begins no new wait.
    if (state.isIn('shown', 'by the button')) state.become('waiting')
    const mine = (asking = { wanted, by: new AbortController() })
    const answer = await answerTo(wanted, mine.by)
    if (asking !== mine) return
    asking = undefined
    if (answer === 'elsewhere') return location.assign(wanted)
    if (answer === 'too many') timer = window.setTimeout(() => void ask(again), 1_000)
    else if (answer === 'none') tryAgain(again)
    else if (answer === 'signed out') askToSignIn(wanted)
    else show(answer.html, wanted)
  }

  const show = (html: string, wanted: string) => {
    replaceResults(results, html, box)
    shown = wanted
    tell(wanted)
    // What was wrong with the search before is not wrong with this one.
    document.getElementById('q-wrong')?.remove()
    box.removeAttribute('aria-invalid')
    box.setAttribute('aria-describedby', 'q-hint')
    settle()
    comeHere()
    isFarAway = false
  }

  /** The address bar holds the search, so that whoever loads the page anew gets it. */
  const tell = (wanted: string) => {
    history.replaceState(null, '', wanted)
    document.title = searchTitle(new URL(wanted).searchParams.get('q') ?? '') + titleEnd
  }

  /** Not by itself: the page for it would take what is typed next for the e-mail address. It leads back to the search. */
  const askToSignIn = (wanted: string) => {
    signedOut.querySelector('a')?.setAttribute('href', wanted)
    if (!state.isIn('signed out')) state.become('signed out')
  }

  const tryAgain = (again: boolean) => {
    const wait = WAITS_FOR_ANSWER_MS[failures++] ?? WAITS_FOR_ANSWER_MS.at(-1)
    timer = window.setTimeout(() => void ask(again), wait)
    if (!state.isIn('no answer')) state.become('no answer')
  }

  const settle = () => {
    failures = 0
    if (!state.isIn('shown')) state.become('shown')
  }

  const askSoon = () => {
    cut.textContent = box.value.length < box.maxLength ? '' : (cut.dataset.says ?? '')
    isFarAway = false
    clearTimeout(timer)
    timer = window.setTimeout(() => void ask(), WAIT_MS)
  }

  const showInFields = () => {
    for (const field of fields) field.value = askedIn(box.value, field.dataset.asks as AskedField)
  }
  const writeIntoBox = (field: HTMLInputElement) => {
    box.value = withAsked(box.value, field.dataset.asks as AskedField, field.value)
  }

  box.addEventListener('input', () => {
    showInFields()
    askSoon()
  })
  for (const field of fields)
    field.addEventListener('input', () => {
      writeIntoBox(field)
      askSoon()
    })
  form.addEventListener('change', askSoon)
  taxId?.addEventListener('input', askSoon)
  form.addEventListener('submit', (event) => {
    if (holdsTaxId()) return
    event.preventDefault()
    tell(address(form))
    isFarAway = [event.submitter, document.activeElement].some((from) => from?.closest('details'))
    void ask(true)
    if (!state.isIn('shown', 'waiting')) comeHere()
  })
  const leadToNow = ({ target }: Event) => {
    const link = (target as Element).closest('a')
    const wanted = address(form)
    if (link && wanted !== shown) link.href = linkNow(link, shown, wanted)
  }
  // With the middle button, and from its menu, a link is opened beside the page.
  for (const way of ['click', 'auxclick', 'contextmenu']) results.addEventListener(way, leadToNow)
  const keepTyped = ({ target }: Event) => {
    const wanted = address(form)
    if ((target as Element).closest('a') && wanted !== shown && !holdsTaxId()) tell(wanted)
  }
  // Before the page is left, so that whoever comes back finds what they had typed.
  document.addEventListener('click', keepTyped, { capture: true })
  const searchAt = (href: string) => {
    fillFrom(form, href)
    showInFields()
    void ask()
  }
  refineInPlace(results, searchAt, () => !holdsTaxId())
  window.addEventListener('online', () => void ask())
  followKeys(box, results, () => address(form) === shown)
  closeMenus()

  // What was typed before this script was there.
  for (const field of fields) if (field.value !== '') writeIntoBox(field)
  showInFields()
  if (address(form) !== shown) void ask()
}

import { askedIn, withAsked } from '../../../search/asked-fields.ts'
import type { AskedField } from '../../../search/reading.ts'

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
const results = document.getElementById('results')
const announcement = document.getElementById('announcement')
const noAnswer = document.getElementById('no-answer')

if (form && box && results && announcement && noAnswer) {
  const fields = [...form.querySelectorAll<HTMLInputElement>('[data-asks]')]
  const taxId = form.querySelector<HTMLInputElement>('[name=tax]')
  let timer = 0
  let failures = 0
  let asking: AbortController | undefined
  let shown = address(form)

  /** Asks for what the form holds now; what was asked before and is not answered yet is of no use any more. */
  const ask = async () => {
    clearTimeout(timer)
    asking?.abort()
    asking = undefined
    const wanted = address(form)
    // A tax id is sent by the button alone, in the form and not in an address.
    if (wanted === shown || askedIn(box.value, 'tax') !== '' || (taxId && taxId.value !== '')) return settle()
    const mine = (asking = new AbortController())
    results.setAttribute('aria-busy', 'true')
    const answer = await answerTo(wanted, mine.signal)
    if (asking !== mine) return
    asking = undefined
    if (answer === 'elsewhere') return location.assign(wanted)
    if (answer === 'too many') timer = window.setTimeout(() => void ask(), 1_000)
    else if (answer === 'none') tryAgain()
    else show(answer.html, wanted)
  }

  const show = (html: string, wanted: string) => {
    const focused = hitsIn(results).find((hit) => hit === document.activeElement)
    results.innerHTML = html
    shown = wanted
    history.replaceState(null, '', wanted)
    settle()
    announcement.textContent = results.querySelector<HTMLElement>('[data-announce]')?.dataset.announce ?? ''
    // Whoever went to a customer already stays there, if it is still found.
    if (focused) (hitsIn(results).find((hit) => leadsTo(hit) === leadsTo(focused)) ?? box).focus()
  }

  const tryAgain = () => {
    const wait = WAITS_FOR_ANSWER_MS[failures++] ?? WAITS_FOR_ANSWER_MS.at(-1)
    timer = window.setTimeout(() => void ask(), wait)
    // What is there stays to be read.
    results.removeAttribute('aria-busy')
    noAnswer.hidden = false
    announcement.textContent = noAnswer.textContent
  }

  const settle = () => {
    failures = 0
    noAnswer.hidden = true
    results.removeAttribute('aria-busy')
  }

  const askSoon = () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void ask(), WAIT_MS)
  }

  const showInFields = () => {
    for (const field of fields) field.value = askedIn(box.value, field.dataset.asks as AskedField)
  }
  showInFields()
  box.addEventListener('input', () => {
    showInFields()
    askSoon()
  })
  for (const field of fields)
    field.addEventListener('input', () => {
      box.value = withAsked(box.value, field.dataset.asks as AskedField, field.value)
      askSoon()
    })
  form.addEventListener('change', askSoon)
  window.addEventListener('online', () => void ask())

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target as HTMLElement
    if (event.key === '/' && !target.matches('input, select, textarea')) {
      event.preventDefault()
      box.focus()
      box.select()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (target !== box && !target.matches('[data-hit]')) return
      const stops = [box, ...hitsIn(results)]
      const next = stops[stops.indexOf(target) + (event.key === 'ArrowDown' ? 1 : -1)]
      if (!next) return
      event.preventDefault()
      next.focus()
    }
  })
}

function hitsIn(results: HTMLElement): HTMLElement[] {
  return [...results.querySelectorAll<HTMLElement>('[data-hit]')]
}

function leadsTo(hit: HTMLElement): string | null {
  return hit.getAttribute('href')
}

/** The results; or that none were given, that too many were asked for at once, or that the page itself says it better. */
async function answerTo(
  wanted: string,
  signal: AbortSignal,
): Promise<{ readonly html: string } | 'none' | 'too many' | 'elsewhere'> {
  try {
    const answer = await fetch(`${wanted}${wanted.includes('?') ? '&' : '?'}fragment=1`, { signal })
    if (answer.status === 429) return 'too many'
    if (answer.status >= 500) return 'none'
    // Signed out meanwhile, for one.
    return answer.ok && !answer.redirected ? { html: await answer.text() } : 'elsewhere'
  } catch {
    return 'none'
  }
}

/**
 * The address of what the form holds now; empty fields are left out, so that it is the one the server would make. The
 * fields behind the fold are in the box already.
 */
function address(form: HTMLFormElement): string {
  const query = new URLSearchParams()
  const inBox = new Set([...form.querySelectorAll<HTMLInputElement>('[data-asks]')].map(({ name }) => name))
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value.trim() !== '' && name !== 'tax' && !inBox.has(name))
      query.set(name, value.trim())
  return query.size > 0 ? `${form.action}?${query.toString()}` : form.action
}

import { askedIn, withAsked } from '../../../search/asked-fields.ts'
import type { AskedField } from '../../../search/reading.ts'

/**
 * Results while somebody types: the results of the same address, asked for as a fragment. Without this script the form
 * does the same with a page of its own. The fields behind the fold and the box say the same: what is typed in one of them
 * is written into the box, and what is typed into the box is shown in the fields.
 */
const WAIT_MS = 120

const form = document.querySelector<HTMLFormElement>('form[data-live-search]')
const box = form?.querySelector<HTMLInputElement>('input[type=search]')
const results = document.getElementById('results')
const announcement = document.getElementById('announcement')

if (form && box && results) {
  const fields = [...form.querySelectorAll<HTMLInputElement>('[data-asks]')]
  const taxId = form.querySelector<HTMLInputElement>('[name=tax]')
  let timer = 0
  let asking: AbortController | undefined
  let shown = address(form)

  const ask = async () => {
    const wanted = address(form)
    // A tax id is sent by the button alone, in the form and not in an address.
    if (wanted === shown || askedIn(box.value, 'tax') !== '' || (taxId && taxId.value !== '')) return
    asking?.abort()
    const mine = (asking = new AbortController())
    results.setAttribute('aria-busy', 'true')
    try {
      const answer = await fetch(`${wanted}${wanted.includes('?') ? '&' : '?'}fragment=1`, {
        signal: mine.signal,
      })
      // Signed out meanwhile: the page itself says it better.
      if (answer.status === 401) return location.assign(wanted)
      if (answer.status === 429) timer = window.setTimeout(() => void ask(), 1_000)
      if (!answer.ok) return
      results.innerHTML = await answer.text()
      shown = wanted
      history.replaceState(null, '', wanted)
      const says = results.querySelector<HTMLElement>('[data-announce]')?.dataset.announce
      if (announcement) announcement.textContent = says ?? ''
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) return
    } finally {
      if (asking === mine) results.removeAttribute('aria-busy')
    }
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

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target as HTMLElement
    if (event.key === '/' && !target.matches('input, select, textarea')) {
      event.preventDefault()
      box.focus()
      box.select()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (target !== box && !target.matches('[data-hit]')) return
      const stops = [box, ...results.querySelectorAll<HTMLElement>('[data-hit]')]
      const next = stops[stops.indexOf(target) + (event.key === 'ArrowDown' ? 1 : -1)]
      if (!next) return
      event.preventDefault()
      next.focus()
    }
  })
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

/**
 * Results while somebody types: the results of the same address, asked for as a fragment. Without this script the form
 * does the same with a page of its own.
 */
const WAIT_MS = 120

const form = document.querySelector<HTMLFormElement>('form[data-live-search]')
const box = form?.querySelector<HTMLInputElement>('input[type=search]')
const results = document.getElementById('results')
const announcement = document.getElementById('announcement')

if (form && box && results) {
  let timer = 0
  let asking: AbortController | undefined
  let shown = address(form)

  const ask = async () => {
    const wanted = address(form)
    if (wanted === shown) return
    asking?.abort()
    const mine = (asking = new AbortController())
    results.setAttribute('aria-busy', 'true')
    try {
      const answer = await fetch(`${wanted}${wanted.includes('?') ? '&' : '?'}fragment=1`, {
        signal: mine.signal,
      })
      // Signed out meanwhile: the page itself says it better.
      if (answer.status === 401) return form.submit()
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

  box.addEventListener('input', askSoon)
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

/** The address of what the form holds now; empty fields are left out, so that it is the one the server would make. */
function address(form: HTMLFormElement): string {
  const query = new URLSearchParams()
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value.trim() !== '') query.set(name, value.trim())
  return query.size > 0 ? `${form.action}?${query.toString()}` : form.action
}

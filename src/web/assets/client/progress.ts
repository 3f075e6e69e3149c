/**
 * How far the run is that is going: the server tells it as events, until it has ended; then the page shows the result.
 * Without this script the page loads itself again, and so it does where the server has no connection left for it.
 */
const RELOAD_MS = 5_000

const progress = document.querySelector<HTMLElement>('[data-progress]')
const address = progress?.dataset.progress

if (progress && address !== undefined) {
  const says = progress.querySelector<HTMLElement>('[data-progress-says]')
  const bar = progress.querySelector<HTMLProgressElement>('progress')
  const events = new EventSource(address)
  events.addEventListener('progress', (event: MessageEvent<string>) => {
    const { words, done, total } = JSON.parse(event.data) as { words: string; done?: number; total?: number }
    if (says) says.textContent = words
    if (!bar) return
    if (done === undefined || total === undefined) return bar.removeAttribute('value')
    bar.max = total
    bar.value = done
  })
  events.addEventListener('end', () => {
    events.close()
    location.reload()
  })
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), RELOAD_MS)
  })
}

/** A request that is not answered by then is given up: the portal does not answer. */
const LATE_MS = 15_000

/**
 * The results at an address; or that none were given, that too many were asked for at once, that the session has ended, or
 * that the page itself says it better.
 *
 * @param asking gives it up when it is aborted
 */
export async function answerTo(
  wanted: string,
  asking: AbortController,
): Promise<{ readonly html: string } | 'none' | 'too many' | 'signed out' | 'elsewhere'> {
  const late = setTimeout(() => asking.abort(), LATE_MS)
  try {
    const { signal } = asking
    const answer = await fetch(`${wanted}${wanted.includes('?') ? '&' : '?'}fragment=1`, { signal })
    if (answer.status === 429) return 'too many'
    if (answer.status === 401) return 'signed out'
    if (answer.status >= 500) return 'none'
    return answer.ok && !answer.redirected ? { html: await answer.text() } : 'elsewhere'
  } catch {
    return 'none'
  } finally {
    clearTimeout(late)
  }
}

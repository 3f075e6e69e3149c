import { Cron } from 'croner'

const known = new Map<string, Cron>()

/** A cron expression of five fields on the clock of a time zone. Where clocks are put forward, what they skip comes at once. */
export function cronOf(expression: string, timezone: string): Cron {
  const key = `${timezone} ${expression}`
  const cron = known.get(key) ?? new Cron(expression, { mode: '5-part', timezone })
  known.set(key, cron)
  return cron
}

const accepted = new Set<string>()

/**
 * Whether a text is a cron expression of five fields that comes again and again. Settings are checked whenever a community is
 * read, so what was found right once is not looked at again.
 */
export function isCron(text: string): boolean {
  if (accepted.has(text)) return true
  if (text.trim().split(/\s+/).length !== 5) return false
  try {
    const cron = cronOf(text, 'UTC')
    const recurs = cron.nextRun(new Date(0)) !== null && cron.previousRuns(1, new Date()).length > 0
    if (recurs) accepted.add(text)
    return recurs
  } catch {
    return false
  }
}

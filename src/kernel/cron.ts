import { Cron } from 'croner'

const known = new Map<string, Cron>()

/** A cron expression of five fields on the clock of a time zone. Where clocks are put forward, what they skip comes at once. */
export function cronOf(expression: string, timezone: string): Cron {
  const key = `${timezone} ${expression}`
  const cron = known.get(key) ?? new Cron(expression, { mode: '5-part', timezone })
  known.set(key, cron)
  return cron
}

/** Whether a text is a cron expression of five fields that comes again and again. */
export function isCron(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false
  try {
    const cron = cronOf(text, 'UTC')
    return cron.nextRun(new Date(0)) !== null && cron.previousRuns(1, new Date()).length > 0
  } catch {
    return false
  }
}

import { parseDuration } from './clock.ts'
import type { Settings } from './settings.ts'

/** The interval of a community's automatic runs, in milliseconds. */
export function syncInterval(settings: Settings): number {
  const interval = parseDuration(settings.sync.every)
  if (interval === undefined)
    throw new Error(`"${settings.sync.every}" passed the settings check but is no duration`)
  return interval
}

/**
 * When the next automatic run starts: runs stand on a grid that begins at the epoch, so that "every 15m" means the
 * quarters of an hour, and everybody (page, job, explanation) can name the time without asking the queue.
 */
export function nextSyncAt(settings: Settings, now: Date): Date {
  const interval = syncInterval(settings)
  return new Date((Math.floor(now.getTime() / interval) + 1) * interval)
}

const MINUTE_MS = 60_000

/**
 * After how long without a completed run somebody has to look, in milliseconds: one run that was missed may be bad luck, two
 * are not. Where runs come every few seconds, some take longer than that, such as one that sweeps.
 */
export function overdueAfter(settings: Settings): number {
  return Math.max(2 * syncInterval(settings), MINUTE_MS)
}

import { createHash } from 'node:crypto'
import { parseDuration } from './clock.ts'
import type { Community } from './community.ts'
import { cronOf } from './cron.ts'
import { quietPeriodAt } from './quiet-hours.ts'
import { remembering } from './remembering.ts'
import type { Settings } from './settings.ts'

/** What the times of a community's automatic runs depend on: nothing else, so that everybody names the same ones. */
export type Scheduled = Pick<Community, 'name' | 'settings' | 'pause'>

const MINUTE = 60_000
const LONGEST_SPREAD = 15 * MINUTE

/**
 * When the next automatic run starts. Runs stand on a grid of time, so everybody (page, job, explanation) can name the time
 * without asking the queue. `every` gives a grid that begins at the epoch, `cron` one of minutes on the community's clock;
 * on it each community has its own moment. Points in the quiet hours are made up for together when these are over.
 * @returns null while the schedule is paused
 */
export function nextSyncAt(community: Scheduled, now: Date): Date | null {
  return community.pause ? null : nextSyncPoint(community, now)
}

/** When it would start, were the schedule not paused. */
export function nextSyncPoint(community: Scheduled, now: Date): Date {
  const grid = gridOf(community)
  const quiet = quietAt(community, grid, now.getTime())
  if (quiet && grid.after(quiet.start - 1) < quiet.end) return new Date(quiet.end)
  const point = grid.after(now.getTime())
  return new Date(quietAt(community, grid, point)?.end ?? point)
}

/** When the latest automatic run was to start, paused or not: the last such time that is not after `now`. */
export function lastSyncPoint(community: Scheduled, now: Date): Date {
  const grid = gridOf(community)
  const quiet = quietAt(community, grid, now.getTime())
  if (quiet) return lastSyncPoint(community, new Date(quiet.start - 1))
  const point = grid.atOrBefore(now.getTime())
  return new Date(quietAt(community, grid, point)?.end ?? point)
}

/**
 * Two automatic runs should have read the source since, and did not: one that was missed may be bad luck, two are a reason
 * to look. Whoever paused the schedule knows. Never within a minute: where runs come every few seconds, some take longer than
 * that, such as one that sweeps.
 * @param readAt when the last completed run began
 */
export function isOverdue(community: Scheduled, readAt: Date | null, now: Date): boolean {
  if (community.pause) return false
  if (readAt === null) return true
  if (now.getTime() - readAt.getTime() <= MINUTE) return false
  const last = lastSyncPoint(community, now)
  return readAt < lastSyncPoint(community, new Date(last.getTime() - 1))
}

/** How far the starts of two runs are apart at least, in milliseconds. */
export function syncInterval({ sync }: Settings): number {
  if (sync.cron !== null) return MINUTE
  const interval = parseDuration(sync.every)
  if (interval === undefined) throw new Error(`"${sync.every}" passed the settings check but is no duration`)
  return interval
}

/** The starts of runs if there were no quiet hours, in milliseconds. */
interface Grid {
  /** By how much this community starts after the points that it has in common with others. */
  readonly offset: number
  after(time: number): number
  atOrBefore(time: number): number
}

/**
 * Hundreds of communities with the same setting must not start at once. `every` names no moment, so theirs are spread over
 * the interval; whoever writes a cron expression has named a minute, and the run starts within it.
 */
function gridOf({ name, settings }: Scheduled): Grid {
  const { sync, timeZone } = settings
  if (sync.cron !== null) {
    const cron = cronOf(sync.cron, timeZone)
    const offset = offsetWithin(MINUTE, name)
    return {
      offset,
      after: (time) => only(cron.nextRun(new Date(time - offset))) + offset,
      atOrBefore: (time) => only(cron.previousRuns(1, new Date(nextSecond(time - offset)))[0]) + offset,
    }
  }
  const interval = syncInterval(settings)
  const offset = offsetWithin(Math.min(interval, LONGEST_SPREAD), name)
  const atOrBefore = (time: number) => Math.floor((time - offset) / interval) * interval + offset
  return { offset, atOrBefore, after: (time) => atOrBefore(time) + interval }
}

/** The quiet hours around a moment. They last until the moment at which this community starts after them. */
function quietAt({ settings }: Scheduled, grid: Grid, time: number) {
  const { sync, timeZone } = settings
  return sync.quietHours === null
    ? undefined
    : quietPeriodAt(time, { ...sync.quietHours, timeZone, longerBy: grid.offset })
}

/** A city's own whole second within a span: by its name, so the same for ever and in every process. */
function offsetWithin(span: number, name: string): number {
  return Math.floor((shareOf(name) * span) / 1_000) * 1_000
}

/** A search in hundreds of communities tells of each when it is read next. */
const MOST_REMEMBERED = 10_000
const shareOf = remembering(
  MOST_REMEMBERED,
  (name) => createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32,
)

/** Points are whole seconds, and the latest is looked for before the second that is given. */
function nextSecond(time: number): number {
  return (Math.floor(time / 1_000) + 1) * 1_000
}

function only(point: Date | null | undefined): number {
  if (!point) throw new Error('A cron expression passed the settings check but has no such point')
  return point.getTime()
}

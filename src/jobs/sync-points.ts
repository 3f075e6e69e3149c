import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import { lastSyncPoint, nextSyncPoint } from '../kernel/schedule.ts'
import type { Store } from '../store/index.ts'

/** Which points of the grids of the communities have come and are not dealt with. */
export interface SyncPoints {
  /** The latest point of the community's grid, unless it was dealt with. */
  findDue(community: Community): Promise<Date | undefined>
  dealtWith(slug: string, point: Date): void
}

/**
 * A point that passed while nobody was there to see it is due at the start: the machine was off at midnight, and the city
 * syncs daily. The settings are read each time, so a changed interval counts from its next point on.
 */
export function createSyncPoints(store: Store, clock: Clock): SyncPoints {
  const last = new Map<string, number>()
  const latest = createLatestPoints()
  return {
    async findDue(community) {
      const { communityId, slug, pause } = community
      if (pause) return undefined
      const point = latest(community, clock.now())
      let before = last.get(slug)
      if (before === undefined) {
        // A community that was never synced waits for its next point: whoever added it may be about to sync it.
        before = (await findLastStart(store, communityId))?.getTime() ?? point
        last.set(slug, before)
      }
      return point > before ? new Date(point) : undefined
    },
    dealtWith: (slug, point) => void last.set(slug, point.getTime()),
  }
}

/**
 * The latest point of each community, found anew when the next has come or the schedule was changed: with cron expressions
 * and quiet hours to look for those of 500 communities every second would keep a tenth of a processor busy.
 */
function createLatestPoints(): (community: Community, now: Date) => number {
  const found = new Map<string, { schedule: string; point: number; next: number }>()
  return (community, now) => {
    const { slug, name, settings } = community
    const schedule = JSON.stringify([name, settings.timeZone, settings.sync])
    const time = now.getTime()
    const known = found.get(slug)
    if (known?.schedule === schedule && known.point <= time && time < known.next) return known.point
    const [point, next] = [lastSyncPoint(community, now), nextSyncPoint(community, now)]
    found.set(slug, { schedule, point: point.getTime(), next: next.getTime() })
    return point.getTime()
  }
}

async function findLastStart(store: Store, communityId: number): Promise<Date | undefined> {
  const [rows] = await store
    .as(communityId)
    .read(
      (db) =>
        [
          db
            .selectFrom('run')
            .select('started_at')
            .where('community_id', '=', communityId)
            .orderBy('run_id', 'desc')
            .limit(1),
        ] as const,
    )
  return rows[0]?.started_at
}

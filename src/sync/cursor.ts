import { hash } from 'node:crypto'
import { parseDuration } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { Settings } from '../kernel/settings.ts'
import type { CommunityStore, Queries } from '../store/index.ts'
import { MEANING_VERSION } from './hash.ts'

/** From where on a source is asked for what changed. */
export interface Cursor {
  readonly cursor: string
  /** When the ids and versions of the source were last compared with the copy; null: the next run does it. */
  readonly sweptAt: Date | null
}

/**
 * How the rows of a community are understood, in one word. Where it is another than that of a cursor, the changes since
 * would leave the unchanged rows as they were understood before.
 */
function meaningOf({ source, settings }: Community): string {
  const { statusMap, columns, timeZone, source: read } = settings
  const meaning = JSON.stringify([MEANING_VERSION, source, statusMap, columns, timeZone, read])
  return hash('sha256', meaning, 'base64url').slice(0, 22)
}

/** The cursor of a community, as long as it means what it meant. */
export async function findCursor(store: CommunityStore, community: Community): Promise<Cursor | undefined> {
  const [rows] = await store.read(
    (db) =>
      [
        db
          .selectFrom('source_cursor')
          .select(['cursor', 'swept_at'])
          .where('community_id', '=', store.communityId)
          .where('meaning', '=', meaningOf(community)),
      ] as const,
  )
  const [row] = rows
  return row && { cursor: row.cursor, sweptAt: row.swept_at }
}

/** Stores from where on the next run asks; null: it reads everything. */
export async function storeCursor(tx: Queries, community: Community, cursor: Cursor | null): Promise<void> {
  const { communityId } = community
  if (!cursor) {
    await tx.deleteFrom('source_cursor').where('community_id', '=', communityId).execute()
    return
  }
  const row = { cursor: cursor.cursor, meaning: meaningOf(community), swept_at: cursor.sweptAt }
  await tx
    .insertInto('source_cursor')
    .values({ community_id: communityId, ...row })
    .onConflict((conflict) => conflict.column('community_id').doUpdateSet(row))
    .execute()
}

/** Somebody has decided about what the last sweep found missing: it is not looked for again before its time. */
export async function noteSwept(tx: Queries, communityId: number, at: Date): Promise<void> {
  await tx
    .updateTable('source_cursor')
    .set({ swept_at: at })
    .where('community_id', '=', communityId)
    .execute()
}

/** Sweeps stand on a grid of their own, as runs do: one is due once a point of it lies behind the last. */
export function isSweepDue({ sync }: Settings, { sweptAt }: Cursor, now: Date): boolean {
  const interval = parseDuration(sync.sweepEvery) ?? 0
  return sweptAt === null || Math.floor(now.getTime() / interval) > Math.floor(sweptAt.getTime() / interval)
}

import { sql } from 'kysely'
import type { CommunityStore } from '../store/index.ts'
import type { MergeRecord } from './interpret/index.ts'

/** Hashes of what the copy holds, by id: what a reading is compared with. */
export interface StoredHashes {
  readonly customers: ReadonlyMap<string, string>
  readonly accounts: ReadonlyMap<string, string>
}

const PAGE = 50_000

/** Reads the hashes in pages, so that other queries get their turn in between. */
export async function readStoredHashes(store: CommunityStore): Promise<StoredHashes> {
  return { customers: await readKind(store, 'customer'), accounts: await readKind(store, 'account') }
}

async function readKind(store: CommunityStore, kind: 'customer' | 'account'): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  let after = ''
  for (;;) {
    const [page] = await store.read(
      (db) =>
        [
          db
            .selectFrom('source_record')
            .select(['source_id', 'hash'])
            .where('community_id', '=', store.communityId)
            .where('kind', '=', kind)
            .where('source_id', '>', after)
            .orderBy('source_id')
            .limit(PAGE),
        ] as const,
    )
    for (const { source_id, hash } of page) hashes.set(source_id, hash)
    const last = page.at(-1)
    if (!last || page.length < PAGE) return hashes
    after = last.source_id
  }
}

/** Who holds some accounts in the copy, in pages. */
export async function* readStoredHolders(
  store: CommunityStore,
  accountIds: readonly string[],
): AsyncGenerator<readonly { readonly account_id: string; readonly customer_id: string }[]> {
  for (let start = 0; start < accountIds.length; start += PAGE) {
    const page = accountIds.slice(start, start + PAGE)
    const [holders] = await store.read(
      (db) =>
        [
          db
            .selectFrom('holder')
            .select(['account_id', 'customer_id'])
            .where('community_id', '=', store.communityId)
            .where(sql<boolean>`account_id = any(${page}::text[])`),
        ] as const,
    )
    yield holders
  }
}

export interface StoredMerges {
  /** `kind TAB from_id` → the alias. */
  readonly aliases: ReadonlyMap<string, MergeRecord>
  /** `kind TAB id` of what is gone and remembered. */
  readonly tombstones: ReadonlySet<string>
  /** Whether the last run rejected anything. */
  readonly rejections: boolean
}

/** What is remembered of merges and of records that are gone. */
export async function readStoredMerges(store: CommunityStore): Promise<StoredMerges> {
  const [aliases, tombstones, rejections] = await store.read(
    (db) =>
      [
        db
          .selectFrom('alias')
          .select(['kind', 'from_id', 'to_id', 'at'])
          .where('community_id', '=', store.communityId),
        db
          .selectFrom('tombstone')
          .select(['kind', 'source_id'])
          .where('community_id', '=', store.communityId),
        db.selectFrom('rejected_row').select('kind').where('community_id', '=', store.communityId).limit(1),
      ] as const,
  )
  return {
    aliases: new Map(
      aliases.map(({ kind, from_id: fromId, to_id: toId, at }) => [
        `${kind}\t${fromId}`,
        { kind, fromId, toId, at },
      ]),
    ),
    tombstones: new Set(tombstones.map((row) => `${row.kind}\t${row.source_id}`)),
    rejections: rejections.length > 0,
  }
}

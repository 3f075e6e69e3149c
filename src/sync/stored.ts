import { sql } from 'kysely'
import type { CommunityStore } from '../store/index.ts'
import type { MergeRecord } from './interpret/index.ts'
import { RECORD_KINDS, type RecordKind } from './record-ids.ts'

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

/** The hashes of the records that somebody names, as far as they are in the copy; others are not read. */
export class NamedHashes implements StoredHashes {
  readonly customers = new Map<string, string>()
  readonly accounts = new Map<string, string>()
  readonly #store: CommunityStore
  readonly #named = { customers: new Set<string>(), accounts: new Set<string>() }

  constructor(store: CommunityStore) {
    this.#store = store
  }

  async read(kind: RecordKind, ids: Iterable<string>): Promise<void> {
    const named = this.#named[kind]
    const fresh = [...new Set(ids)].filter((id) => !named.has(id))
    if (fresh.length === 0) return
    for (const id of fresh) named.add(id)
    const [rows] = await this.#store.read(
      (db) =>
        [
          db
            .selectFrom('source_record')
            .select(['source_id', 'hash'])
            .where('community_id', '=', this.#store.communityId)
            .where('kind', '=', RECORD_KINDS[kind])
            .where(sql<boolean>`source_id = any(${fresh}::text[])`),
        ] as const,
    )
    for (const { source_id, hash } of rows) this[kind].set(source_id, hash)
  }
}

/** Customers and accounts in the copy. */
export async function countCopy(store: CommunityStore): Promise<number> {
  const [rows] = await store.read(
    (db) =>
      [
        db
          .selectFrom('source_record')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('community_id', '=', store.communityId),
      ] as const,
  )
  return rows[0]?.count ?? 0
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
  /**
   * `kind TAB id` of records of the source that are not in the copy because their own rows were refused. Where everything is
   * read this is not needed: the reading has them.
   */
  readonly refused: ReadonlySet<string>
  /** Whether the last run rejected anything. */
  readonly rejections: boolean
  /** Whether the history knows of a record that was removed: it may come back. */
  readonly removals: boolean
}

const NOTHING_REMEMBERED: StoredMerges = {
  aliases: new Map(),
  tombstones: new Set(),
  refused: new Set(),
  rejections: true,
  removals: true,
}

/**
 * What is remembered of merges and of records that are gone.
 * @param of where only these merges are planned: nothing is read where there are none, and of the records that are gone only
 *   those to which they lead
 */
export async function readStoredMerges(
  store: CommunityStore,
  of?: readonly MergeRecord[],
): Promise<StoredMerges> {
  if (of?.length === 0) return NOTHING_REMEMBERED
  const survivors = of?.map(({ toId }) => toId) ?? null
  const named = of?.flatMap(({ fromId, toId }) => [fromId, toId]) ?? []
  const [aliases, tombstones, refused, rejections, removals] = await store.read(
    (db) =>
      [
        db
          .selectFrom('alias')
          .select(['kind', 'from_id', 'to_id', 'at'])
          .where('community_id', '=', store.communityId),
        db
          .selectFrom('tombstone')
          .select(['kind', 'source_id'])
          .where('community_id', '=', store.communityId)
          .where(sql<boolean>`${survivors}::text[] is null or source_id = any(${survivors}::text[])`),
        db
          .selectFrom('rejected_row')
          .select(['kind', 'customer_id', 'account_id'])
          .where('community_id', '=', store.communityId)
          .where(
            sql<boolean>`(kind = 'customer' and customer_id = any(${named}::text[])
              or kind = 'account' and account_id = any(${named}::text[]))`,
          ),
        db.selectFrom('rejected_row').select('kind').where('community_id', '=', store.communityId).limit(1),
        db
          .selectFrom('version')
          .select('kind')
          .where('community_id', '=', store.communityId)
          .where('first_run', 'is not', null)
          .limit(1),
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
    refused: new Set(
      refused.map(
        (row) => `${row.kind}\t${(row.kind === 'customer' ? row.customer_id : row.account_id) ?? ''}`,
      ),
    ),
    rejections: rejections.length > 0,
    removals: removals.length > 0,
  }
}

import { sql, type RawBuilder } from 'kysely'
import { failure } from '../../kernel/errors.ts'
import type { CommunityStore } from '../../store/index.ts'
import { BUCKETS, bucketSql, digestSql, type Buckets } from './buckets.ts'
import { DESCRIBED, FACT_KINDS, factsSql } from './facts.ts'
import { emptyDigests, type Digests } from './source-digests.ts'

/** Rows of a page: an embedded database answers nobody else while it reads one, and keeps the memory that it took. */
const ROWS_A_PAGE = 10_000

/** A server digests on more than one processor, and has connections left for whoever searches. */
const TABLES_AT_ONCE = 2

/** Where a table of the copy is digested: what a row says, and whose row it is. */
export interface Digested {
  /** The rows, as `t` and what is joined to it. */
  readonly from: string
  /** The column by which it is read page by page. */
  readonly pagedBy: string
  /** Whose rows they are: falls into the bucket. */
  readonly id: string
  readonly row: string
}

export interface Pacing {
  readonly signal?: AbortSignal | undefined
  /** Is called with the rows of each page. */
  readonly onRows?: ((rows: number) => void) | undefined
}

/** @throws failure `verification_stopped` */
export function checkStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw failure('verification_stopped', 'The verification was stopped before its end.')
}

/** Digests the facts of the copy, from the tables that searches and pages read. */
export async function digestCopy(store: CommunityStore, pacing: Pacing): Promise<Digests> {
  const digests = emptyDigests()
  const kinds = FACT_KINDS.values()
  const digestRest = async () => {
    for (const kind of kinds) {
      const { from, unit } = DESCRIBED[kind]
      const id = `${unit}_id`
      await digestTable(
        store,
        { from, pagedBy: id, id: `t.${id}`, row: factsSql(kind) },
        digests[kind],
        pacing,
      )
    }
  }
  const parts = Array.from({ length: TABLES_AT_ONCE }, digestRest)
  // However it ends, nothing of it is at work any more.
  await Promise.allSettled(parts)
  await Promise.all(parts)
  return digests
}

export async function digestTable(
  store: CommunityStore,
  { from, pagedBy, id, row }: Digested,
  into: Buckets,
  { signal, onRows }: Pacing,
): Promise<void> {
  const rows = sql.raw(from)
  for await (const page of pagesOf(store, from, pagedBy)) {
    checkStopped(signal)
    const [found] = await store.read(
      () =>
        [
          sql<{ bucket: number; count: number; digest: string }>`
            select bucket, count(*)::int as count, bit_xor(digest)::text as digest
            from (select ${sql.raw(bucketSql(id))} as bucket, ${sql.raw(digestSql(row))} as digest
              from ${rows} where ${page}) as r
            group by bucket`,
        ] as const,
    )
    let count = 0
    for (const bucket of found) {
      into.addDigest(bucket.bucket, bucket.count, bucket.digest)
      count += bucket.count
    }
    onRows?.(count)
  }
}

/** The rows of these buckets, page by page. */
export async function* rowsInBuckets<R>(
  store: CommunityStore,
  { from, pagedBy, id }: Omit<Digested, 'row'>,
  columns: RawBuilder<R>,
  buckets: readonly number[],
): AsyncGenerator<R[]> {
  // Bits instead of a list: whether a bucket is meant is one look, however many are.
  const wanted = Array.from({ length: BUCKETS }, () => '0')
  for (const bucket of buckets) wanted[bucket] = '1'
  for await (const page of pagesOf(store, from, pagedBy)) {
    const [rows] = await store.read(
      () =>
        [
          sql<R>`select ${columns} from ${sql.raw(from)} where ${page}
            and get_bit(${wanted.join('')}::bit(${sql.lit(BUCKETS)}), ${sql.raw(bucketSql(id))}) = 1`,
        ] as const,
    )
    yield rows
  }
}

/** Conditions that take a table apart into ranges of about a page each: together they hold every row, once. */
async function* pagesOf(
  store: CommunityStore,
  from: string,
  column: string,
): AsyncGenerator<RawBuilder<boolean>> {
  const { communityId } = store
  const table = sql.raw(from.split(' ')[0] ?? from)
  const ref = sql.raw(`t.${column}`)
  let after = ''
  for (;;) {
    const [ends] = await store.read(
      () =>
        [
          sql<{ upto: string }>`select ${ref} as upto from ${table} as t
            where community_id = ${communityId} and ${ref} > ${after}
            order by ${ref} offset ${ROWS_A_PAGE}::int limit 1`,
        ] as const,
    )
    const upto = ends[0]?.upto
    const here = sql<boolean>`t.community_id = ${communityId} and ${ref} > ${after}`
    if (upto === undefined) {
      yield here
      return
    }
    yield sql<boolean>`${here} and ${ref} <= ${upto}`
    after = upto
  }
}

import { sql, type Selectable } from 'kysely'
import { formatCount } from '../../kernel/format-count.ts'
import type { CommunityStore, Queries, VerificationTable } from '../../store/index.ts'

/** What a comparison of the copy with the system of record has found. */
export interface Verification {
  /** The latest run then: what it left is what was compared. */
  readonly runId: number
  /** ISO instant. */
  readonly verifiedAt: string
  readonly durationMs: number
  /** Verdicts, listings, search keys and what is remembered were compared, too, and not the facts alone. */
  readonly thorough: boolean
  /** Customers of the system of record, and those that the portal alone has. */
  readonly customers: number
  /** Those of them about whom nothing differs. */
  readonly equal: number
  readonly differences: number
  /** Records that the next run brings or takes away. */
  readonly pending: number
  /** Records that are kept until a held run is decided about, or that were decided to stay. */
  readonly kept: number
}

export interface Digested {
  readonly source: string
  readonly copy: string
}

const COLUMNS = [
  'run_id',
  'verified_at',
  'duration_ms',
  'thorough',
  'customers',
  'equal',
  'differences',
  'pending',
  'kept',
] as const

export async function recordVerification(
  store: CommunityStore,
  found: Verification,
  digests: Digested,
  readAgain: boolean,
): Promise<void> {
  const { communityId } = store
  await store.write(async (tx) => {
    const { next } = await tx
      .selectFrom('verification')
      .select(sql<number>`coalesce(max(verification_id), 0)::int + 1`.as('next'))
      .where('community_id', '=', communityId)
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('verification')
      .values({
        community_id: communityId,
        verification_id: next,
        run_id: found.runId,
        verified_at: found.verifiedAt,
        duration_ms: found.durationMs,
        thorough: found.thorough,
        customers: found.customers,
        equal: found.equal,
        differences: found.differences,
        pending: found.pending,
        kept: found.kept,
        source_digest: digests.source,
        copy_digest: digests.copy,
        read_again: readAgain,
      })
      .execute()
  })
}

/** The latest verification. */
export async function findVerification(store: CommunityStore): Promise<Verification | undefined> {
  const [[latest]] = await store.read((db) => [recorded(db, store.communityId, 'desc')] as const)
  return latest && verificationOf(latest)
}

/** What is known of the verifications of a community when the next may be due. */
export interface Verified {
  readonly latest: Verification | undefined
  readonly latestThorough: Verification | undefined
  readonly first: Verification | undefined
  /** A repair waits: see `awaitsReading`. */
  readonly awaitsReading: boolean
}

export async function readVerified(store: CommunityStore): Promise<Verified> {
  const { communityId } = store
  const [[latest], [thorough], [first]] = await store.read(
    (db) =>
      [
        recorded(db, communityId, 'desc'),
        recorded(db, communityId, 'desc').where('thorough', '=', true),
        recorded(db, communityId, 'asc'),
      ] as const,
  )
  return {
    latest: latest && verificationOf(latest),
    latestThorough: thorough && verificationOf(thorough),
    first: first && verificationOf(first),
    awaitsReading: latest?.read_again === true,
  }
}

function recorded(db: Queries, communityId: number, order: 'asc' | 'desc') {
  return db
    .selectFrom('verification')
    .select([...COLUMNS, 'read_again'])
    .where('community_id', '=', communityId)
    .orderBy('verification_id', order)
    .limit(1)
}

function verificationOf(row: Pick<Selectable<VerificationTable>, (typeof COLUMNS)[number]>): Verification {
  return {
    runId: row.run_id,
    verifiedAt: row.verified_at.toISOString(),
    durationMs: row.duration_ms,
    thorough: row.thorough,
    customers: row.customers,
    equal: row.equal,
    differences: row.differences,
    pending: row.pending,
    kept: row.kept,
  }
}

/**
 * Whether a repair waits for the next run: then that run has to read the whole source, whether or not it says that
 * something has changed, so that marked records are applied again; and everything is verified after it.
 */
export async function awaitsReading(store: CommunityStore): Promise<boolean> {
  const [rows] = await store.read(
    (db) =>
      [
        db
          .selectFrom('verification')
          .select('read_again')
          .where('community_id', '=', store.communityId)
          .orderBy('verification_id', 'desc')
          .limit(1),
      ] as const,
  )
  return rows[0]?.read_again === true
}

/** `Verified at 10:42: 12,431 of 12,431 customers equal.`, and what else there is to say about it. */
export function verificationInWords(found: Verification, moment: string): string {
  const { customers, equal, differences, pending, kept, thorough } = found
  const sentences = [
    `Verified at ${moment}: ${formatCount(equal)} of ${formatCount(customers)} customers equal.`,
    ...(differences === 0 ? [] : [`${formatCount(differences)} difference${differences === 1 ? '' : 's'}.`]),
    ...(pending === 0
      ? []
      : [`${formatCount(pending)} record${pending === 1 ? ' changes' : 's change'} with the next run.`]),
    ...(kept === 0
      ? []
      : [`${formatCount(kept)} record${kept === 1 ? ' is' : 's are'} kept, as a run was held.`]),
    ...(thorough ? ['Verdicts and search keys were compared, too.'] : []),
  ]
  return sentences.join(' ')
}

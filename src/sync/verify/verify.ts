import { ALL_DEPARTMENTS } from '../../kernel/departments.ts'
import { readDepartments } from '../departments.ts'
import { accountMeaning } from '../interpret/index.ts'
import { KeptRows } from '../kept-rows.ts'
import { readLedger } from '../ledger.ts'
import type { Reading } from '../reading.ts'
import type { RunProgress } from '../report.ts'
import { listRuns } from '../run-record.ts'
import type { RunSetup } from '../run.ts'
import { readStoredHashes } from '../stored.ts'
import { compareDerived } from './compare-derived.ts'
import { compareFacts } from './compare-facts.ts'
import { compareMerges, compareNotes, compareRejections, planMergesAnew } from './compare-notes.ts'
import { digestCopy } from './copy-digests.ts'
import type { Difference, Findings } from './difference.ts'
import { readAnew } from './read-anew.ts'
import { wordOf, type Digests } from './source-digests.ts'
import { SourceUnits } from './source-units.ts'
import { standingOf, type CopyStanding } from './standing.ts'
import { Tally } from './tally.ts'
import type { Digested, Verification } from './verification-record.ts'

export interface VerifyOptions {
  readonly onProgress?: ((progress: RunProgress) => void) | undefined
  readonly onDifference?: (difference: Difference) => void
  readonly signal?: AbortSignal | undefined
}

export type VerifySetup = Pick<
  RunSetup,
  'store' | 'community' | 'source' | 'clock' | 'taxIdKey' | 'workDirectory'
> & {
  /** What the portal makes of the facts is made anew before the next run, as the settings have changed. */
  readonly derivedAnew: boolean
}

export interface Verified {
  readonly found: Verification
  readonly digests: Digested
  readonly standing: CopyStanding
}

/**
 * Reads the whole source anew and compares the copy with it, by somebody who holds the lock of the community: the facts
 * by their digests, and record by record where these differ; then what is noted and what is made of the facts. Writes
 * nothing.
 * @throws failure as reading a source does; `verification_stopped`
 */
export async function verifyAnew(setup: VerifySetup, options: VerifyOptions): Promise<Verified> {
  const kept = new KeptRows(setup.workDirectory)
  try {
    return await verifyWith(kept, setup, options)
  } finally {
    kept.close()
  }
}

async function verifyWith(kept: KeptRows, setup: VerifySetup, options: VerifyOptions): Promise<Verified> {
  const { store, community, source, clock } = setup
  const { signal, onProgress = () => {}, onDifference = () => {} } = options
  const began = clock.now()
  const started = performance.now()
  const description = await source.describe()
  const [last] = await listRuns(store, 1)
  const standing = standingOf(last, description, community)
  const [{ reading, digests }, copy] = await together(signal, (either) => [
    readDepartments(store).then((departments) =>
      readAnew(setup, kept, departments, description.expectedRows, onProgress, either),
    ),
    digestCopy(store, { signal: either }),
  ])
  const stored = await readStoredHashes(store)
  const units = new SourceUnits(reading, stored, standing, accountMeaning(community.settings))
  const tally = new Tally(units, onDifference)
  let done = 0
  const total = 2 * digests.customer.rows + digests.account.rows
  const onRows = (rows: number) =>
    onProgress({ phase: 'verifying', done: Math.min(total, (done += rows)), total })
  onRows(0)
  await compareFacts(store, units, digests, copy, tally)
  compareNotes(units, standing, tally)
  if (standing !== 'behind') {
    const merges = await planMergesAnew(store, units, stored)
    await compareRejections(store, units, tally)
    if (standing === 'current') {
      compareMerges(merges, tally)
      await compareLedger(setup, reading, digests, tally)
    }
  }
  if (!setup.derivedAnew) {
    const { settings } = community
    await compareDerived({ store, settings, now: began, findings: tally, pacing: { signal, onRows } })
  }
  return {
    found: {
      runId: last?.run_id ?? 0,
      verifiedAt: clock.now().toISOString(),
      durationMs: Math.round(performance.now() - started),
      thorough: !setup.derivedAnew,
      ...tally.count(digests.customer.rows),
      differences: tally.differences,
      pending: tally.pending,
      kept: tally.kept,
    },
    digests: { source: wordOf(digests), copy: wordOf(copy) },
    standing,
  }
}

/** The ledger has as many records of each kind as the source has rows, accepted and refused. */
async function compareLedger(
  { store, community }: Pick<RunSetup, 'store' | 'community'>,
  reading: Reading,
  digests: Digests,
  findings: Findings,
): Promise<void> {
  const { timeZone } = community.settings
  const ledger = await store.write((tx) => readLedger(tx, store.communityId, ALL_DEPARTMENTS, timeZone))
  for (const kind of ['customer', 'account', 'holder', 'charge'] as const) {
    const refused = reading.rejections.filter((rejection) => rejection.kind === kind).length
    const inSource = digests[kind].rows + refused
    const counted = ledger[`${kind}s`].inSource
    if (counted !== inSource)
      findings.differs({
        in: 'ledger',
        customers: [],
        account: null,
        row: `${kind}s`,
        field: 'inSource',
        expected: String(inSource),
        portal: String(counted),
      })
  }
}

/** Two pieces of work at a time, as one of them waits for the database: where one fails, the other stops. */
async function together<A, B>(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => [Promise<A>, Promise<B>],
): Promise<[A, B]> {
  const stop = new AbortController()
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  const both = work(either)
  for (const each of both) each.catch(() => stop.abort())
  const settled = await Promise.allSettled(both)
  const failed = settled.find((result) => result.status === 'rejected')
  if (failed) {
    // What was stopped because of the other says less than what went wrong.
    const reasons = settled.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as Error] : [],
    )
    throw reasons.find((reason) => !isStopped(reason)) ?? failed.reason
  }
  return [await both[0], await both[1]]
}

function isStopped(error: Error): boolean {
  return 'code' in error && error.code === 'verification_stopped'
}

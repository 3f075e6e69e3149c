import type { Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import type { Ended } from '../publish.ts'
import type { RunProgress } from '../report.ts'
import { digestCopy } from './copy-digests.ts'
import { FACT_KINDS } from './facts.ts'
import { wordOf, type Digests } from './source-digests.ts'
import { readVerified, recordVerification, type Verification } from './verification-record.ts'
import { verifyAnew, type VerifySetup } from './verify.ts'

/** A thorough verification is as old as this at most, however seldom the source changes. */
const THOROUGH_EVERY_MS = 24 * 3_600_000
const SPREAD_MINUTES = 240

/** What a run that read the whole source has digested. */
export interface ReadDigests {
  readonly source: Digests
  /** Where it changed nothing: made while it read. */
  readonly copy: Digests | undefined
}

export interface AfterRun extends VerifySetup {
  readonly clock: Clock
  readonly log: Log
}

/**
 * Compares the copy with what a run has read, right after it. A run that read the whole source brings the digests of
 * what it read, and the copy is digested now: a few seconds for 100,000 customers. Where they differ the source is read
 * anew, to tell what is so on purpose from what is wrong. A run that read nothing, or only what has changed, lets the
 * last verification stand. Once a day everything is verified, whatever the run read.
 *
 * The run has ended and counts whatever comes of this: what goes wrong here is logged.
 */
export async function verifyAfterRun(
  setup: AfterRun,
  runId: number,
  status: Ended,
  digests: ReadDigests | undefined,
  options: { readonly onProgress?: (progress: RunProgress) => void; readonly signal?: AbortSignal },
): Promise<void> {
  const { store, community, log } = setup
  try {
    if (!(await isDue(setup, status, digests))) {
      if (!digests || (await compareDigests(setup, runId, digests, options))) return
    }
    const verified = await verifyAnew(setup, options)
    await recordVerification(store, verified.found, verified.digests, false)
    alarm(log, community.slug, verified.found)
  } catch (error) {
    log.warn({ community: community.slug, runId, err: error }, 'the copy could not be verified after the run')
  }
}

/** Whether everything is to be verified now, whatever the run read. */
async function isDue(
  { store, clock }: AfterRun,
  status: Ended,
  digests: ReadDigests | undefined,
): Promise<boolean> {
  const { latest, latestThorough: thorough, first, awaitsReading } = await readVerified(store)
  if (!latest) return !digests
  // Somebody has decided about what was kept, so it is to be told apart no longer.
  if (latest.kept > 0 && status === 'completed' && !digests) return true
  // After a repair; and what was wrong is not right because the facts alone are equal.
  if (awaitsReading) return true
  if (digests && thorough && thorough.differences > 0) return true
  const last = thorough ?? first
  // Not all communities that were added together on one day are verified together on the next.
  const spread = (store.communityId % SPREAD_MINUTES) * 60_000
  return (
    last !== undefined && clock.now().getTime() - Date.parse(last.verifiedAt) >= THOROUGH_EVERY_MS + spread
  )
}

/** @returns whether nothing differs: then there is nothing more to ask */
async function compareDigests(
  { store, clock }: AfterRun,
  runId: number,
  { source, copy: known }: ReadDigests,
  {
    onProgress,
    signal,
  }: { readonly onProgress?: (progress: RunProgress) => void; readonly signal?: AbortSignal },
): Promise<boolean> {
  const started = performance.now()
  const total = FACT_KINDS.reduce((sum, kind) => sum + source[kind].rows, 0)
  let done = 0
  const onRows = (rows: number) => onProgress?.({ phase: 'verifying', done: (done += rows), total })
  onRows(0)
  const copy = known ?? (await digestCopy(store, { signal, onRows }))
  if (FACT_KINDS.some((kind) => copy[kind].differingFrom(source[kind]).length > 0)) return false
  const customers = source.customer.rows
  const found: Verification = {
    runId,
    verifiedAt: clock.now().toISOString(),
    durationMs: Math.round(performance.now() - started),
    thorough: false,
    customers,
    equal: customers,
    differences: 0,
    pending: 0,
    kept: 0,
  }
  await recordVerification(store, found, { source: wordOf(source), copy: wordOf(copy) }, false)
  return true
}

function alarm(log: Log, community: string, verification: Verification): void {
  if (verification.differences > 0)
    log.error({ community, verification }, 'the copy does not equal the system of record')
}

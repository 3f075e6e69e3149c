import { tmpdir } from 'node:os'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import type { DepartmentMask } from '../kernel/departments.ts'
import { PortalError } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import type { Source } from '../source/port.ts'
import type { Store } from '../store/index.ts'
import { readHealth, type SyncHealth } from './alarms.ts'
import { BATCH_SIZES, type BatchSizes } from './batch-sizes.ts'
import { listBehind, type Behind, type BehindRequest } from './behind.ts'
import { reread } from './communities.ts'
import { isDerived, noteDay, rederive } from './derivation.ts'
import { confirmHeldRun, discardHeldRun } from './held.ts'
import { judgeDueAccounts, listDue } from './reevaluate.ts'
import type { RunProgress, RunReport } from './report.ts'
import { whileLocked } from './run-lock.ts'
import { findRun, reportOf } from './run-record.ts'
import { findRunDetails, type RejectedRequest, type RunDetails } from './run-report.ts'
import { runSync, type RunOptions } from './run.ts'
import { readStatus, type CommunityStatus } from './status.ts'
import { askToStop, listDueAgain, whileTelling, type DueAgain, type RunAtWork } from './sync-state.ts'
import { watchRuns } from './watching.ts'
import { findVerification } from './verify/verification-record.ts'
import { verifyCommunity, type VerificationReport, type VerifyRequest } from './verify/verify-community.ts'

export interface Sync {
  /**
   * One run, now. It fails by its report (`failed`, `held`), with a message that says why.
   * @throws failure `sync_running` when the community is being synced already
   */
  run(community: Community, options: RunOptions): Promise<RunReport>
  /**
   * Asks the run that began then to stop at its next batch, in whichever process it is. What it has applied is kept.
   * Resolves with false when it has ended, or was asked before.
   */
  cancel(community: Community, startedAt: Date, who: string): Promise<boolean>
  /** Tells, about once a second, of the run that is at work in a community. Returns what ends that. */
  watch(community: Community, tell: (atWork: RunAtWork | undefined) => void): () => void
  /** Where a run that failed is due again, or died with its process. */
  listDueAgain(): Promise<readonly DueAgain[]>
  /**
   * Carries out the removals of the run that is held: the latest, or none.
   * @throws wrongUse `nothing_held`; failure `sync_running`
   */
  confirmHeld(community: Community, runId?: number): Promise<RunReport>
  /** Forgets the removals of the run that is held; throws as `confirmHeld`. */
  discardHeld(community: Community, runId?: number): Promise<RunReport>
  /**
   * Compares the whole copy with the source, read anew, and tells each difference. It writes nothing to the copy, unless
   * a repair is asked for. Waits for a run that is at work; runs wait for it.
   * @throws failure as reading the source does
   */
  verify(community: Community, request: VerifyRequest): Promise<VerificationReport>
  /** Makes verdicts, listings and keys what the settings say now, writing only what differs. Waits for a run that is at work. */
  reevaluate(community: Community, onProgress?: (progress: RunProgress) => void): Promise<void>
  /**
   * Judges again what a date has changed, such as a grace period that is over. Returns how many accounts that were. While
   * a run is at work it leaves that to the next call: who searches is not made to wait for a run.
   */
  refreshDueVerdicts(community: Community): Promise<number>
  /** The same in several communities. */
  refreshAllDueVerdicts(communities: readonly Community[]): Promise<number>
  /** How the sync goes, and what an administrator of the community should look at; it speaks of all records. */
  health(community: Community): Promise<SyncHealth>
  /** How the community stands, for somebody with these departments. */
  status(community: Community, departments: DepartmentMask): Promise<CommunityStatus>
  /** The customers behind a number of the ledger, for somebody with these departments. */
  listBehind(community: Community, departments: DepartmentMask, request: BehindRequest): Promise<Behind>
  /** What a run left behind, with the rows that were rejected in it; nothing where there is no such run. */
  findRunDetails(
    community: Community,
    departments: DepartmentMask,
    runId: number,
    request?: RejectedRequest,
  ): Promise<RunDetails | undefined>
}

export interface SyncSetup {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly openSource: (community: Community) => Source
  /** Key of the hash of tax ids, a secret of the installation. */
  readonly taxIdKey: string
  /** Where the rows of a large city may be while a run reads them; where the system keeps such files unless told. */
  readonly workDirectory?: string
  /** How many records one transaction writes; as measured unless told. */
  readonly batches?: BatchSizes
}

/** A long run of a large community may take minutes; whoever changed a setting waits for it. */
const PATIENCE_MS = 15 * 60_000

/**
 * A server takes a moment to notice that a process has died and to give its lock back: as long as the statement takes that
 * it was working on. In one process nothing dies alone.
 */
const DEAD_PROCESS_MS = { pglite: 0, postgres: 3_000 } as const

export function createSync({
  store,
  clock,
  log,
  openSource,
  taxIdKey,
  batches = BATCH_SIZES[store.kind],
  workDirectory = tmpdir(),
}: SyncSetup): Sync {
  const report = async (community: Community, runId: number): Promise<RunReport> => {
    const run = await findRun(store.as(community.communityId), runId)
    if (!run) throw new Error(`Run ${runId} of ${community.slug} has no row`)
    const verification = await findVerification(store.as(community.communityId))
    return { ...reportOf(run, community, clock.now()), ...(verification ? { verification } : {}) }
  }
  const judgeDue = async (known: Community): Promise<number> => {
    try {
      return await whileLocked(store, known.communityId, 0, async () => {
        const community = await reread(store, known)
        const { communityId, settings } = community
        const now = clock.now()
        await noteDay(store, community, now)
        return await judgeDueAccounts({ store: store.as(communityId), settings, now })
      })
    } catch (error) {
      if (error instanceof PortalError && error.code === 'sync_running') return 0
      throw error
    }
  }
  const refreshAllDueVerdicts = async (communities: readonly Community[]): Promise<number> => {
    const ids = communities.map(({ communityId }) => communityId)
    const due = new Set(await listDue(store.asSeveral(ids), clock.now()))
    let judged = 0
    for (const community of communities)
      if (due.has(community.communityId)) judged += await judgeDue(community)
    return judged
  }
  const patienceMs = DEAD_PROCESS_MS[store.kind]
  return {
    run: (known, options) =>
      whileLocked(store, known.communityId, patienceMs, async () => {
        const community = await reread(store, known)
        const communityStore = store.as(community.communityId)
        return await whileTelling({ store, clock, log }, community, options, async (told) => {
          await rederive(store, community, clock.now())
          await judgeDueAccounts({ store: communityStore, settings: community.settings, now: clock.now() })
          const source = openSource(community)
          const keepUp = () => store.keepUp()
          const reads = { store: communityStore, community, source, clock, taxIdKey, workDirectory }
          const runId = await runSync({ ...reads, log, batches, keepUp }, told)
          await keepUp()
          return await report(community, runId)
        })
      }),
    cancel: (community, startedAt, who) => askToStop(store, community, startedAt, who),
    watch: watchRuns(store, log),
    listDueAgain: () => listDueAgain(store, clock.now()),
    confirmHeld: (known, runId) =>
      whileLocked(store, known.communityId, patienceMs, async () => {
        const community = await reread(store, known)
        const setup = { store: store.as(community.communityId), community, clock, batches }
        return await report(community, await confirmHeldRun(setup, runId))
      }),
    discardHeld: (known, runId) =>
      whileLocked(store, known.communityId, patienceMs, async () => {
        const community = await reread(store, known)
        const setup = { store: store.as(community.communityId), community, clock }
        return await report(community, await discardHeldRun(setup, runId))
      }),
    verify: (known, request) =>
      whileLocked(store, known.communityId, PATIENCE_MS, async () => {
        const community = await reread(store, known)
        const derivedAnew = !(await isDerived(store, community))
        const source = openSource(community)
        const reads = {
          store: store.as(community.communityId),
          community,
          source,
          clock,
          taxIdKey,
          workDirectory,
        }
        return await verifyCommunity({ ...reads, derivedAnew }, request)
      }),
    reevaluate: (known, onProgress) =>
      whileLocked(store, known.communityId, PATIENCE_MS, async () => {
        await rederive(store, await reread(store, known), clock.now(), onProgress)
        await store.keepUp()
      }),
    refreshDueVerdicts: async (community) => await refreshAllDueVerdicts([community]),
    refreshAllDueVerdicts,
    health: (community) => readHealth(store, community, clock.now()),
    status: (community, departments) => readStatus(store, community, departments, clock.now()),
    listBehind: (community, departments, request) =>
      listBehind(store.as(community.communityId), community.settings.timeZone, departments, request),
    findRunDetails: (community, departments, runId, request = {}) =>
      findRunDetails(store.as(community.communityId), community, departments, runId, request, clock.now()),
  }
}

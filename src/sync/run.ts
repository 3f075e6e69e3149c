import { setImmediate as breathe } from 'node:timers/promises'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import { PortalError } from '../kernel/errors.ts'
import { formatCount } from '../kernel/format-count.ts'
import type { Log } from '../kernel/log.ts'
import type { Source, SourceDescription } from '../source/port.ts'
import type { CommunityStore } from '../store/index.ts'
import { writeAliases } from './aliases.ts'
import { NewRecords } from './apply-new.ts'
import { applyBatch, type ApplyContext } from './apply.ts'
import type { BatchSizes } from './batch-sizes.ts'
import { findCursor, isSweepDue } from './cursor.ts'
import { decisionOf } from './decide.ts'
import { readDepartments, storeDepartments, type DepartmentRegistry } from './departments.ts'
import { Families, type Batch } from './families.ts'
import { accountMeaning, type AccountMeaning } from './interpret/index.ts'
import { KeptRows } from './kept-rows.ts'
import { NOBODY, isNobody, leaversOf, leavingOf, type Leaving } from './leave.ts'
import { parseBatch, type ParsedBatch } from './parsed-batch.ts'
import { guardHolds, isEmpty, makePlan, type Plan, type PlanCounts } from './plan.ts'
import { publish, type Ended } from './publish.ts'
import { readChanges, type ChangesAsked } from './read-changes.ts'
import { breather, readWhole, type Read, type ReadSetup } from './read.ts'
import { RejectedRows, summariseRejected, type RejectedSummary } from './reject.ts'
import { removeRecords } from './remove.ts'
import type { RunProgress } from './report.ts'
import { NO_COUNTS, beginRun, endRun, listRuns, type RunCounts, type RunRow } from './run-record.ts'
import { countCopy, readStoredHolders, type StoredHashes } from './stored.ts'
import { whyStopped } from './sync-state.ts'
import { verifyAfterRun } from './verify/after-run.ts'
import { DigestsAhead } from './verify/digests-ahead.ts'
import type { SourceDigests } from './verify/source-digests.ts'
import { awaitsReading } from './verify/verification-record.ts'
import { versionOf } from './version.ts'

export interface RunOptions {
  /** Who or what started it: `schedule`, `retry`, `now`, `command`. */
  readonly trigger: string
  readonly onProgress?: (progress: RunProgress) => void
  readonly signal?: AbortSignal
}

export interface RunSetup {
  readonly store: CommunityStore
  readonly community: Community
  readonly source: Source
  readonly clock: Clock
  readonly log: Log
  readonly taxIdKey: string
  readonly batches: BatchSizes
  /** Where the rows of a large city may be while they wait to be applied. */
  readonly workDirectory: string
  /**
   * Lets the planner know what was written, before the ledger counts it. Without it a community that is new among others
   * is planned for as empty, and 5,000 customers take five minutes to count instead of a second.
   */
  readonly keepUp: () => Promise<void>
}

/**
 * One run, by somebody who holds the lock of the community: read and plan without writing, apply in short transactions,
 * remove last, publish. It ends with a run row in any case; what went wrong stands there as a sentence.
 * @returns the id of the run that tells the state now: a held run that still waits is not repeated
 */
export async function runSync(setup: RunSetup, options: RunOptions): Promise<number> {
  const { store, clock, log } = setup
  const waiting = (await listRuns(store, 1))[0]
  if (waiting && (await stillWaits(setup, waiting, options))) return waiting.run_id
  const runId = await beginRun(store, options.trigger, clock.now())
  const run = new Run(setup, options, runId)
  try {
    const status = await run.execute(waiting)
    const digests = run.digests && { source: run.digests.digests, copy: await run.ahead?.take() }
    await verifyAfterRun({ ...setup, derivedAnew: false }, runId, status, digests, options)
  } catch (error) {
    const { signal } = options
    const sentence = sentenceOf(signal?.aborted ? whyStopped(signal) : error, log)
    const message = run.stoppedAt === '' ? sentence : `${run.stoppedAt} ${sentence}`
    log.warn({ community: setup.community.slug, runId, message }, 'sync failed')
    await store.write((tx) =>
      endRun(tx, store.communityId, runId, {
        status: 'failed',
        counts: run.counts,
        finishedAt: clock.now(),
        message,
        sourceReadAt: null,
        sourceVersion: null,
      }),
    )
  } finally {
    run.kept.close()
    run.ahead?.drop()
    await run.ahead?.take()
  }
  return runId
}

/** The export that a held run waits for somebody to decide about has not changed: nothing to plan anew. */
async function stillWaits(setup: RunSetup, last: RunRow, options: RunOptions): Promise<boolean> {
  const decided = last.status === 'failed' && last.source_version !== null && options.trigger === 'schedule'
  if (last.status !== 'held' && !decided) return false
  try {
    const description = await setup.source.describe()
    return last.source_version === versionOf(description, setup.community.source, setup.community.settings)
  } catch {
    return false
  }
}

type ChangesToAskFor = Pick<ChangesAsked, 'since' | 'sweeps'>

class Run {
  readonly #setup: RunSetup
  readonly #options: RunOptions
  readonly #runId: number
  counts: RunCounts = NO_COUNTS
  /** Where it stopped, as a sentence; '' while nothing was written. */
  stoppedAt = ''
  readonly kept: KeptRows
  /** Of the whole source, where it was read. */
  digests: SourceDigests | undefined
  /** Of the copy, where the whole source is read and the run changes nothing. */
  ahead: DigestsAhead | undefined

  constructor(setup: RunSetup, options: RunOptions, runId: number) {
    this.#setup = setup
    this.#options = options
    this.#runId = runId
    this.kept = new KeptRows(setup.workDirectory)
  }

  async execute(last: RunRow | undefined): Promise<Ended> {
    const { source, community, store } = this.#setup
    const description = await source.describe()
    const version = versionOf(description, community.source, community.settings)
    const read = { sourceReadAt: description.readAt, sourceVersion: version, remarks: description.remarks }
    const readsAll = await awaitsReading(store)
    const changes = readsAll ? undefined : await this.#changesToAskFor(description)
    const isAsBefore = last?.status === 'completed' && last.source_version === version
    if (isAsBefore && !readsAll && changes?.sweeps !== true) {
      const unchanged = last.added + last.updated + last.unchanged
      this.counts = { ...NO_COUNTS, seen: last.seen, unchanged, rejected: last.rejected }
      const message = messageOf(description, await summariseRejected(store))
      return await publish(this.#setup, this.#runId, this.counts, { ...read, message, countsLedger: false })
    }
    const departments = await readDepartments(store)
    const meaning = accountMeaning(community.settings)
    const { plan, stored, about, isWhole, inCopy, digests, ...found } = this.#plan(
      await this.#read(description, changes, last, { ...meaning, departments }),
    )
    this.digests = digests
    if (!isEmpty(plan)) this.ahead?.drop()
    const held = guardHolds(plan.removals, inCopy, community.settings)
    await storeDepartments(store, departments)
    const { timeZone } = community.settings
    const rejectedRows = await RejectedRows.of(store, plan.rejections, this.#runId, timeZone, about)
    await rejectedRows.write()
    await this.#apply(plan, held, stored, departments, meaning)
    await rejectedRows.forgetOthers()
    if (isWhole) await this.#setup.keepUp()
    this.#progress('removing', 0)
    const rejected = await summariseRejected(store)
    const counts = countsWith(plan.counts, rejected)
    const isAsItWas = isEmpty(plan) && rejectedRows.areAsBefore
    const publication = {
      ...read,
      message: messageOf(description, rejected),
      countsLedger: isWhole && !isAsItWas,
    }
    if (held) {
      this.counts = { ...this.counts, ...counts }
      // What is held is planned anew by the next run, which therefore sweeps again.
      const cursor = found.cursor && { ...found.cursor, sweptAt: null }
      return await publish(this.#setup, this.#runId, this.counts, { ...publication, cursor, plan })
    }
    await writeAliases(store, plan.merges, plan.removals, this.#runId)
    await removeRecords(store, plan.removals, {
      ...this.#leaving(plan),
      timeZone,
      sizes: this.#setup.batches,
      onRemoved: (removed) => {
        this.#checkSignal()
        this.#progress('removing', removed)
      },
    })
    this.counts = { ...this.counts, ...counts, ...removalCounts(plan) }
    this.#progress('publishing', 0)
    return await publish(this.#setup, this.#runId, this.counts, { ...publication, cursor: found.cursor })
  }

  /**
   * Since when changes are asked for, and whether everything is swept besides: then also where the source says that nothing
   * changed, as the run before may have missed what was told too late. `undefined`: everything is read.
   */
  async #changesToAskFor({ cursor }: SourceDescription): Promise<ChangesToAskFor | undefined> {
    const { store, community, clock } = this.#setup
    const since = cursor === undefined ? undefined : await findCursor(store, community)
    // Whoever asks for a run wants to see what is there, and not what the schedule has got to. One that is tried again may
    // be one that somebody asked for.
    return (
      since && {
        since,
        sweeps: this.#options.trigger !== 'schedule' || isSweepDue(community.settings, since, clock.now()),
      }
    )
  }

  /** What was read is let go as soon as there is a plan: of a million customers it takes 300 MB. */
  #plan({ reading, ...read }: Read): Omit<Read, 'reading'> & { readonly plan: Plan } {
    this.#progress('planning', 0)
    return { ...read, plan: makePlan({ reading, ...read }) }
  }

  /** Reads what changed, or everything where that cannot be asked for. Nothing is written. */
  async #read(
    description: SourceDescription,
    changes: ChangesToAskFor | undefined,
    last: RunRow | undefined,
    context: AccountMeaning & { readonly departments: DepartmentRegistry },
  ): Promise<Read> {
    const { source, taxIdKey, store, clock } = this.#setup
    const { signal } = this.#options
    const breatheNowAndThen = breather()
    const onTaken = async (rows: number) => {
      this.#checkSignal()
      this.#progress('reading', rows, description.expectedRows)
      await breatheNowAndThen(rows)
    }
    const { kept } = this
    const setup: ReadSetup = { store, source, context: { ...context, taxIdKey, kept }, signal, onTaken }
    const { cursor } = description
    const now = clock.now()
    if (changes) {
      const inCopy = () =>
        Promise.resolve(last?.status === 'completed' ? inCopyAfter(last) : countCopy(store))
      const changed = await readChanges(setup, { ...changes, now, countCopy: inCopy })
      if (changed) return changed
    }
    this.ahead = new DigestsAhead(store)
    const { ahead } = this
    return await readWhole({ ...setup, ahead }, cursor === undefined ? null : { cursor, sweptAt: now })
  }

  #leaving({ removals, merges }: Plan): Leaving {
    return leavingOf(removals, merges, this.#runId, this.#setup.clock.now())
  }

  /** Who belongs together, by the copy and by what was read. Of a run that is held, nobody leaves. */
  async #familiesOf({ customers, accounts, removals, merges }: Plan, held: boolean, stored: StoredHashes) {
    const leaving = held ? NOBODY : leaversOf(removals)
    const families = new Families(customers, accounts, leaving, this.kept)
    const changed = accounts.flatMap(({ id }) => (stored.accounts.has(id) ? [id] : []))
    for await (const holders of readStoredHolders(this.#setup.store, [...changed, ...leaving.accounts]))
      for (const { account_id, customer_id } of holders) families.tie(account_id, customer_id)
    for (const { kind, fromId, toId } of merges) if (kind === 'customer') families.merge(fromId, toId)
    return families
  }

  async #apply(
    plan: Plan,
    held: boolean,
    stored: StoredHashes,
    departments: DepartmentRegistry,
    meaning: AccountMeaning,
  ): Promise<void> {
    const { store, community, clock, batches } = this.#setup
    const decision = decisionOf(community.settings, this.#runId, clock.now())
    const context: ApplyContext = {
      ...decision,
      ...this.#leaving(plan),
      communityId: store.communityId,
    }
    const total = plan.customers.length + plan.accounts.length
    let done = 0
    this.#progress('applying', done, total)
    const families = await this.#familiesOf(plan, held, stored)
    // While the database is at work on one batch, the next is prepared; there is never more than one transaction.
    let writing: Promise<void> = Promise.resolve()
    const afterThat = async (records: number, write: () => Promise<void>) => {
      await writing
      this.#checkSignal()
      writing = write().then(() => {
        done += records
        this.stoppedAt = `Stopped after ${formatCount(done)} of ${formatCount(total)} changed records were applied; they are kept, and the next run goes on from there.`
        this.#progress('applying', done, total)
      })
      // It is awaited with the next batch; until then a failure must not count as one that nobody handles.
      writing.catch(() => {})
    }
    const fresh = new NewRecords(store.communityId, context)
    const insertFresh = async () => {
      const { count } = fresh
      if (count === 0) return
      const statements = fresh.takeStatements()
      await afterThat(count, async () => {
        await store.writeAll(statements)
        this.#countApplied(count, 0)
      })
    }
    try {
      for (const batch of families.inBatches(batches)) {
        const parsed = parseBatch(batch, this.kept, meaning, departments, this.#runId)
        await breathe()
        const updated = countStored(batch, stored)
        if (plan.nothingRemembered && updated === 0 && isWholeByItself(batch, parsed)) {
          fresh.add(parsed)
          if (fresh.count >= batches.inserted) await insertFresh()
        } else {
          await insertFresh()
          const records = batch.customers.length + batch.accounts.length
          await afterThat(records, async () => {
            await store.write((tx) => applyBatch(tx, parsed, { ...context, at: clock.now() }))
            this.#countApplied(records - updated, updated)
          })
        }
        await breathe()
      }
      await insertFresh()
      await writing
    } finally {
      // However it ends, nothing of it is at work any more when the community is given back.
      await Promise.allSettled([writing])
    }
  }

  #countApplied(added: number, updated: number): void {
    this.counts = {
      ...this.counts,
      seen: this.counts.seen + added + updated,
      added: this.counts.added + added,
      updated: this.counts.updated + updated,
    }
  }

  #progress(phase: RunProgress['phase'], done: number, total?: number): void {
    this.#options.onProgress?.({ phase, done, ...(total === undefined ? {} : { total }) })
  }

  #checkSignal(): void {
    const { signal } = this.#options
    if (signal?.aborted) throw whyStopped(signal)
  }
}

function countStored({ customers, accounts }: Batch, stored: StoredHashes): number {
  return (
    customers.filter(({ id }) => stored.customers.has(id)).length +
    accounts.filter(({ id }) => stored.accounts.has(id)).length
  )
}

/**
 * Whether nobody beyond a batch is touched by it. A new account of a customer who is in the copy already makes that customer
 * findable in a new way.
 */
function isWholeByItself({ whole, leaving }: Batch, { customers, accounts }: ParsedBatch): boolean {
  const ids = new Set(customers.map(({ record }) => record.customerId))
  return (
    whole &&
    isNobody(leaving) &&
    accounts.every(({ holders }) => holders.every(({ customerId }) => ids.has(customerId)))
  )
}

/** What was merged counts as merged, not as removed. */
function removalCounts({ merges, removals }: Plan): Pick<RunCounts, 'removed' | 'merged'> {
  const merged = new Set(merges.map(({ kind, fromId }) => `${kind}\t${fromId}`))
  const gone =
    removals.goneCustomers.filter((id) => !merged.has(`customer\t${id}`)).length +
    removals.goneAccounts.filter((id) => !merged.has(`account\t${id}`)).length
  return { removed: gone, merged: merges.length }
}

function messageOf({ remarks }: SourceDescription, { says }: RejectedSummary): string | null {
  const sentences = says === undefined ? remarks : [...remarks, says]
  return sentences.length === 0 ? null : sentences.join(' ')
}

/** Rows that were refused before and did not come again count, too: they still are in the source. */
function countsWith(counts: PlanCounts, { total }: RejectedSummary): PlanCounts {
  return { ...counts, rejected: total, seen: counts.seen - counts.rejected + total }
}

/** Every record of the source that was accepted is in the copy after a run that was completed. */
function inCopyAfter({ added, updated, unchanged }: RunRow): number {
  return added + updated + unchanged
}

function sentenceOf(error: unknown, log: Log): string {
  if (error instanceof PortalError) return error.message
  const reference = crypto.randomUUID().slice(0, 8)
  log.error({ reference, err: error }, 'sync failed unexpectedly')
  return `The portal made a mistake while syncing: tell support the reference ${reference}, which is also in the log.`
}

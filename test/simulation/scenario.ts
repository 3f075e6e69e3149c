import type { Community } from '../../src/kernel/community.ts'
import { PortalError } from '../../src/kernel/errors.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { randomFrom, type Random } from '../../src/source/sample/random.ts'
import type { Store } from '../../src/store/index.ts'
import {
  createCommunities,
  createSync,
  type Communities,
  type RunReport,
  type Sync,
} from '../../src/sync/index.ts'
import { written } from '../sync/city.ts'
import { compareCopyWithSource } from '../sync/compare.ts'
import type { Export } from '../sync/export.ts'
import { TestClock } from '../world/clock.ts'
import { City } from './city.ts'
import { foundCity, happen } from './operations.ts'
import { acceptedOf } from './oracle.ts'
import { POLICIES } from './policies.ts'
import { PortalProcess, type Blow, type ProcessTrouble } from './process.ts'
import { ChangingSource, SimulatedSource, shortOf, type ReadingBegun, type SourceTrouble } from './source.ts'
import { Watch } from './watch.ts'

/** What came of one seed. */
export interface Outcome {
  /** Sentences that say what was wrong; empty: nothing was. */
  readonly violations: readonly string[]
  /** What happened, a line a step. */
  readonly log: readonly string[]
  readonly commits: number
}

type Written = Awaited<ReturnType<typeof written>>

/** So few that the few records of a simulated city take many units of work. */
const BATCHES = { applied: 2, inserted: 2, largestFamily: 3_000, removed: 1 }
const GUARD = { percent: 20, atLeast: 3 }
const SOURCE_TROUBLES: readonly SourceTrouble[] = [
  'lost',
  'truncated',
  'changing',
  'doubled',
  'misordered',
  'short',
]
const PROCESS_TROUBLES: readonly ProcessTrouble[] = [
  'dies before',
  'dies after',
  'loses connection before',
  'loses connection after',
]
/** Runs without trouble after which nothing may be left to do. */
const RUNS_TO_REST = 5
const MINUTES = 60_000
const DAY = 24 * 60 * MINUTES

/** Lives through one seed: a city, its portal, and everything that befalls both. The same seed gives the same story. */
export async function live(database: Store, seed: number, steps: number | undefined): Promise<Outcome> {
  const scenario = new Scenario(database, seed)
  await scenario.found()
  await scenario.live(steps)
  return scenario.outcome
}

class Scenario {
  readonly #database: Store
  readonly #seed: number
  readonly #random: Random
  readonly #clock = new TestClock('2026-11-20T16:00:00Z')
  readonly #cityClock = new TestClock(this.#clock.now())
  readonly #city = new City()
  readonly #communities: Communities
  readonly #log: string[] = []
  readonly #source: SimulatedSource
  /** What is held may lack customers who are there: nobody would confirm that. */
  #mayBeShort = false
  #community!: Community
  #watch!: Watch
  #process!: PortalProcess
  #sync!: Sync

  constructor(database: Store, seed: number) {
    this.#database = database
    this.#seed = seed
    this.#random = randomFrom(`simulation ${seed}`)
    this.#communities = createCommunities({ store: database, clock: this.#clock })
    const Connection = this.#random.chance(0.5) ? ChangingSource : SimulatedSource
    this.#source = new Connection(this.#city, this.#random, this.#cityClock, (reading) =>
      this.#onRead(reading),
    )
  }

  get outcome(): Outcome {
    return { violations: this.#watch.violations, log: this.#log, commits: this.#watch.commits }
  }

  async found(): Promise<void> {
    this.#community = await this.#communities.add({
      slug: `simulated-${this.#seed}`,
      name: 'Cedar Hollow',
      source: 'files:simulated',
      settings: { sync: { removalGuard: GUARD } },
      isDemo: false,
    })
    this.#watch = new Watch(this.#database, this.#community, this.#clock, this.#random)
    this.#begin()
    foundCity(this.#city, this.#random, this.#watch.history.today, this.#cityClock.now())
    this.#say(`a city of ${this.#city.customers.size} customers and ${this.#city.accounts.size} accounts`)
  }

  async live(steps = this.#random.between(6, 11)): Promise<void> {
    for (let step = 0; step < steps && this.#goesWell; step++) {
      for (let i = this.#random.between(1, 5); i > 0; i--)
        this.#say(happen(this.#city, this.#random, this.#watch.history.today, this.#cityClock.now()))
      this.#moveClock()
      await this.#act()
    }
    if (this.#goesWell) await this.#comeToRest()
  }

  get #goesWell(): boolean {
    return this.#watch.violations.length === 0
  }

  /** A process of the portal starts, as after a crash. */
  #begin(): void {
    this.#process = new PortalProcess(this.#database, () => this.#watch.look())
    this.#sync = this.#syncOf(this.#process)
  }

  #syncOf({ store }: PortalProcess): Sync {
    const openSource = () => this.#source
    return createSync({
      store,
      clock: this.#clock,
      log: silentLog,
      openSource,
      taxIdKey: 'a key for tests',
      batches: BATCHES,
    })
  }

  #moveClock(): void {
    const random = this.#random
    const minutes = random.between(1, 90)
    this.#cityClock.advance(minutes * MINUTES)
    if (random.chance(0.85)) this.#clock.advance(minutes * MINUTES)
    else {
      const by = random.between(-2, 3)
      this.#clock.advance(by * DAY)
      this.#say(`the clock jumps by ${by} days`)
    }
    this.#watch.history.tick()
  }

  async #act(): Promise<void> {
    const random = this.#random
    const blow: Blow | undefined = random.chance(0.45)
      ? { trouble: random.pick(PROCESS_TROUBLES), at: random.between(1, 25) }
      : undefined
    const trouble = random.chance(0.2) ? random.pick(SOURCE_TROUBLES) : undefined
    if (blow) this.#say(`trouble ahead: the process ${blow.trouble} unit ${blow.at}`)
    this.#process.expect(blow)
    const choice = random.next()
    if (choice < 0.62) {
      this.#source.trouble = trouble === 'short' && !(await this.#isShortNoticed()) ? undefined : trouble
      if (this.#source.trouble) this.#say(`trouble ahead: the source is ${this.#source.trouble}`)
      await this.#run()
      this.#source.trouble = undefined
    } else if (choice < 0.72) await this.#runTwice()
    else if (choice < 0.85) await this.#changePolicy(trouble !== undefined)
    else if (choice < 0.95) await this.#decide()
    else await this.#doing('dates that have passed', this.#sync.refreshDueVerdicts(this.#community))
    this.#process.expect(undefined)
  }

  /** The guard notices that nearly everybody is missing only where somebody was there. */
  async #isShortNoticed(): Promise<boolean> {
    return this.#isHeld(shortOf(this.#city.snapshot()))
  }

  async #run(): Promise<RunReport | undefined> {
    const { policy } = this
    const isShort = this.#source.trouble === 'short'
    this.#mayBeShort ||= isShort
    const report = await this.#doing('a run', this.#sync.run(this.#community, { trigger: 'command' }))
    if (report) this.#mayBeShort = isShort
    if (report?.status === 'completed') await this.#completed(policy)
    return report
  }

  /** A second worker begins while a run is at work. It is refused or waits; what it does then, if anything, comes after. */
  async #runTwice(): Promise<void> {
    const { policy } = this
    const other = this.#database.kind === 'postgres' ? this.#other() : this.#sync
    let second: Promise<RunReport | Error> | undefined
    this.#source.beforeReading = () => {
      second ??= other.run(this.#community, { trigger: 'page' }).catch((error: unknown) => error as Error)
      return Promise.resolve()
    }
    const first = await this.#doing(
      'a run, and a second worker',
      this.#sync.run(this.#community, { trigger: 'schedule' }),
    )
    this.#source.beforeReading = undefined
    const answer = await second
    if (answer) this.#say(`the second worker: ${isReport(answer) ? describe(answer) : answer.message}`)
    const isRefused = answer instanceof PortalError && answer.code === 'sync_running'
    if (answer && !isRefused && this.#database.kind === 'pglite')
      this.#watch.complain('two workers were at work at once')
    const last = isReport(answer) ? answer : first
    if (last?.status === 'completed') await this.#completed(policy)
  }

  /** A second process on the same server. */
  #other(): Sync {
    return this.#syncOf(new PortalProcess(this.#database, () => this.#watch.look()))
  }

  async #completed(policy: Community['settings']['eligibility']): Promise<void> {
    this.#watch.history.hasJudged()
    this.#watch.history.hasCompleted()
    // What was committed late may be missing until the next sweep.
    if (this.#watch.history.isWhole) await this.#watch.lookWhether(this.#watch.history.last, policy)
  }

  get policy(): Community['settings']['eligibility'] {
    return this.#community.settings.eligibility
  }

  /** @param whileRunning the settings change while a run is at work, which goes on by those that it began with */
  async #changePolicy(whileRunning: boolean): Promise<void> {
    const eligibility = this.#random.pick(POLICIES)
    const change = async () => {
      this.#community = await this.#communities.changeSettings(this.#community.slug, { eligibility })
      this.#watch.history.changes(this.policy)
      this.#say(`the policy is ${JSON.stringify(eligibility)}`)
    }
    if (whileRunning) {
      let changing: Promise<void> | undefined
      this.#source.beforeReading = () => (changing ??= change())
      await this.#doing(
        'a run, and a change of the policy',
        this.#sync.run(this.#community, { trigger: 'schedule' }),
      )
      this.#source.beforeReading = undefined
      // The process of the run may have died meanwhile; whoever changes the settings has not.
      await changing
      return
    }
    await change()
    if (
      (await this.#doing(
        'verdicts made anew',
        this.#sync.reevaluate(this.#community).then(() => true),
      )) === true
    )
      this.#watch.history.hasJudged()
  }

  /** Somebody confirms or discards what a run was held for, if one is. */
  async #decide(): Promise<void> {
    const confirms = this.#random.chance(0.5) && !this.#mayBeShort
    const deciding = confirms
      ? this.#sync.confirmHeld(this.#community)
      : this.#sync.discardHeld(this.#community)
    const report = await this.#doing(confirms ? 'confirming' : 'discarding', deciding)
    if (report?.status === 'completed') this.#watch.history.hasCompleted()
  }

  /** The outcome of some work; undefined where it failed or its process died. */
  async #doing<T>(what: string, work: Promise<T>): Promise<T | undefined> {
    try {
      const result = await Promise.race([work, this.#process.died])
      if (result === 'died') {
        this.#say(`${what}: the process died, and another starts`)
        this.#begin()
        return undefined
      }
      this.#say(`${what}: ${isReport(result) ? describe(result) : 'done'}`)
      return result
    } catch (error) {
      this.#say(`${what}: ${(error as Error).message}`)
      return undefined
    }
  }

  /** Without any more trouble the copy becomes equal to the source, and stays it. */
  async #comeToRest(): Promise<void> {
    this.#say('all is quiet')
    for (let i = 0; i < RUNS_TO_REST; i++) {
      this.#clock.advance(15 * MINUTES)
      const report = await this.#run()
      if (report?.status === 'held') await this.#doing('confirming', this.#sync.confirmHeld(this.#community))
      if (!this.#goesWell) return
      if (report?.status === 'completed' && isRest(report)) return await this.#compare()
    }
    this.#watch.complain(`after ${RUNS_TO_REST} runs there is still something to do`)
  }

  async #compare(): Promise<void> {
    const before = await written(this.#database, this.#community)
    this.#city.version++
    await this.#run()
    this.#same('a run that found nothing new', await written(this.#database, this.#community), before)
    const state = this.#city.snapshot()
    await this.#watch.lookWhether(state, this.policy)
    await this.#watch.lookWhereIdsLead(state)
    await this.#watch.lookWhereNumbersLead()
    await this.#watch.lookAtLedger(state, await this.#sync.status(this.#community, -1n))
    try {
      await compareCopyWithSource(this.#database, this.#community, acceptedOf(state))
    } catch (error) {
      this.#watch.complain(`the copy is not the source: ${(error as Error).message}`)
    }
  }

  #same(what: string, now: Written, before: Written): void {
    for (const [table, rows] of Object.entries(now))
      if (JSON.stringify(rows) !== JSON.stringify(before[table]))
        this.#watch.complain(`${what} has written to ${table}`)
  }

  async #onRead({ given, ...reading }: ReadingBegun): Promise<void> {
    this.#watch.history.reads({ ...reading, isHeld: await this.#isHeld(given) })
  }

  /** Whether so much is missing that a person has to decide. */
  async #isHeld(given: Export): Promise<boolean> {
    const { missing, all } = await this.#watch.countMissing(given)
    return missing > GUARD.atLeast && missing * 100 > all * GUARD.percent
  }

  #say(line: string): void {
    this.#log.push(`${this.#clock.now().toISOString().slice(0, 16)} ${line}`)
  }
}

function isReport(result: unknown): result is RunReport {
  return typeof result === 'object' && result !== null && 'runId' in result
}

function isRest({ added, updated, removed, merged }: RunReport): boolean {
  return added + updated + removed + merged === 0
}

function describe({ status, added, updated, removed, merged, rejected, message }: RunReport): string {
  const counts = { added, updated, removed, merged, rejected }
  const said = Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${name}`]))
  return [`${status}`, ...said, ...(message === undefined ? [] : [message])].join(', ')
}

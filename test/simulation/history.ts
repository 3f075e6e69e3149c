import { dayAt, type Clock, type Day } from '../../src/kernel/clock.ts'
import type { Community } from '../../src/kernel/community.ts'
import type { EligibilityPolicy } from '../../src/kernel/settings.ts'
import type { Export } from '../sync/export.ts'
import { idOf } from './city.ts'
import { acceptedOf, customerOf, sharedPairs, type Pair } from './oracle.ts'

/** A state that a run has read, and whether so much was missing in it that the run has to wait for a person. */
export interface StateRead {
  readonly state: Export
  readonly isHeld: boolean
  /** The run saw all of it: once it is completed, what was before is history. */
  readonly isWhole: boolean
  /** Something was committed too late to be among the changes that the run saw. */
  readonly lacksLate: boolean
}

/**
 * What the copy may say: what was true in a state that was read since the last run was completed, by a policy that was
 * in force, on a day that the clock showed.
 */
export class History {
  readonly #clock: Clock
  readonly #timeZone: string
  /** The first is the one that the last completed run read. */
  #states: StateRead[] = [{ state: EMPTY, isHeld: false, isWhole: true, lacksLate: false }]
  #policies: EligibilityPolicy[]
  readonly #days = new Set<Day>()
  /** The numbers under which each account was published, the latest last. */
  readonly #numbers = new Map<string, readonly string[]>()

  constructor({ settings }: Community, clock: Clock) {
    this.#clock = clock
    this.#timeZone = settings.timeZone
    this.#policies = [settings.eligibility]
    this.tick()
  }

  get today(): Day {
    return dayAt(this.#clock.now(), this.#timeZone)
  }

  get states(): readonly Export[] {
    return this.#states.map(({ state }) => state)
  }

  get last(): Export {
    return this.#states.at(-1)?.state ?? EMPTY
  }

  /** So much is missing that a person has to decide, or was since the last completed run. */
  get isHeld(): boolean {
    return this.#states.some((each) => each.isHeld)
  }

  numbersOf(accountId: string): readonly string[] {
    return this.#numbers.get(accountId) ?? []
  }

  /** The clock may have moved. */
  tick(): void {
    this.#days.add(this.today)
  }

  /** A run has begun to read this state. */
  reads(read: StateRead): void {
    const { state } = read
    this.#states.push(read)
    const numbers = numbersOf(acceptedOf(state))
    const inSource = new Set(state.accounts.map((row) => row['account_id']))
    // Of an account that is gone the last number is remembered; of one that is refused the rejected row says it.
    for (const [id, known] of this.#numbers)
      if (!numbers.has(id)) this.#numbers.set(id, inSource.has(id) ? [] : known.slice(-1))
  }

  /** From now on the community has this policy. */
  changes(policy: EligibilityPolicy): void {
    this.#policies.push(policy)
  }

  /** Verdicts are made by the policy as it is: earlier ones are history. */
  hasJudged(): void {
    this.#policies = this.#policies.slice(-1)
  }

  /** A run that read last what it was given last is completed: earlier states are history. */
  hasCompleted(): void {
    if (!this.isWhole) return
    this.#states = this.#states.slice(-1)
    this.#days.clear()
    this.tick()
    for (const [id, number] of numbersOf(acceptedOf(this.last))) {
      const known = this.#numbers.get(id) ?? []
      this.#numbers.set(id, [...known.filter((former) => former !== number), number])
    }
  }

  /** Everything was read last, and not only what has changed. */
  get isWhole(): boolean {
    return this.#states.at(-1)?.isWhole === true
  }

  /** Everybody who could be found in all of this time, or in some of it. */
  pairs(): { readonly always: Set<string>; readonly ever: Set<Pair> } {
    let always: Set<string> | undefined
    const ever = new Set<Pair>()
    for (const pairs of this.#judged(this.states)) {
      for (const pair of pairs) ever.add(pair)
      const customers = new Set([...pairs].map(customerOf))
      always = always ? always.intersection(customers) : customers
    }
    for (const pairs of this.#judged(this.#mixtures())) for (const pair of pairs) ever.add(pair)
    return { always: always ?? new Set(), ever }
  }

  /** Who is shared in each of these states, by each of the policies on each of the days. */
  *#judged(states: readonly Export[]): Iterable<Set<Pair>> {
    for (const state of states)
      for (const policy of this.#policies) for (const day of this.#days) yield sharedPairs(state, policy, day)
  }

  /**
   * Where the change of a customer was committed too late to be told, and that of an account in time, or the other way
   * round, the copy has until the next sweep one as it is and the other as it was.
   */
  #mixtures(): Export[] {
    if (!this.#states.some(({ lacksLate }) => lacksLate)) return []
    return this.states.flatMap((one) =>
      this.states.filter((other) => other !== one).map((other) => ({ ...other, customers: one.customers })),
    )
  }
}

const EMPTY: Export = { customers: [], accounts: [], holders: [], charges: [], merges: [] }

function numbersOf({ accounts }: Export): Map<string, string> {
  return new Map(accounts.map((row) => [idOf(row, 'account_id'), idOf(row, 'account_number')]))
}

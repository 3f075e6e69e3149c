import type { Clock } from '../../src/kernel/clock.ts'
import type { Community } from '../../src/kernel/community.ts'
import type { EligibilityPolicy } from '../../src/kernel/settings.ts'
import type { Random } from '../../src/source/sample/random.ts'
import type { Store } from '../../src/store/index.ts'
import type { CommunityStatus } from '../../src/sync/index.ts'
import type { Export } from '../sync/export.ts'
import { idOf } from './city.ts'
import { Clerk } from './clerk.ts'
import { readCopy, type Copy } from './copy.ts'
import { History } from './history.ts'
import { FOUND_BY_ALL } from './operations.ts'
import { acceptedOf, accountOf, customerOf, heldPairs, sharedPairs, survivorOf, wordsFor } from './oracle.ts'

/**
 * Watches the copy of a city: after every unit of work that commits, whoever searches has to find what the source said
 * at some moment since the last run that was completed, and never something between.
 */
export class Watch {
  readonly violations: string[] = []
  readonly history: History
  commits = 0
  readonly #store: Store
  readonly #communityId: number
  readonly #random: Random
  readonly #clerk: Clerk

  constructor(store: Store, community: Community, clock: Clock, random: Random) {
    this.history = new History(community, clock)
    this.#store = store
    this.#communityId = community.communityId
    this.#random = random
    this.#clerk = new Clerk(store, community, clock)
  }

  /** Looks at the copy as it stands now. */
  async look(): Promise<void> {
    this.commits++
    const copy = await this.#readCopy()
    for (const stray of copy.strays) this.complain(stray)
    const { always, ever } = this.history.pairs()
    const found = new Set([...copy.found].map(customerOf))
    for (const customer of always.difference(found))
      this.complain(`${customer} is shared before and after, and is not found`)
    if (!this.history.isHeld) {
      for (const pair of copy.found.difference(ever))
        this.complain(`${pair} is found, and was never to be found`)
      this.#lookForDoubles(copy)
    }
    this.#lookAtAliases(copy)
    await this.#searchFor(copy, always)
  }

  /** After a run or a judgement: exactly those are found who are shared now. */
  async lookWhether(state: Export, policy: EligibilityPolicy): Promise<void> {
    const { found } = await this.#readCopy()
    const wanted = sharedPairs(state, policy, this.history.today)
    for (const pair of wanted.difference(found)) this.complain(`${pair} is shared, and is not found`)
    for (const pair of found.difference(wanted)) this.complain(`${pair} is found, and is not shared`)
  }

  /** Old ids lead where the merges of the source say: to a customer. Where they end with one who is gone, it may never have been seen. */
  async lookWhereIdsLead(state: Export): Promise<void> {
    const { aliases } = await this.#readCopy()
    for (const from of state.merges
      .filter((row) => row['kind'] === 'customer')
      .map((row) => idOf(row, 'from_id'))) {
      let id = from
      for (let next = aliases.get(id); next !== undefined; next = aliases.get(id)) id = next
      const wanted = survivorOf(state, from)
      if (id !== wanted && state.customers.some((row) => row['customer_id'] === wanted))
        this.complain(`${from} leads to ${id}, and was merged into ${wanted}`)
    }
  }

  /** Who holds an account is found by every number that it was published under. */
  async lookWhereNumbersLead(): Promise<void> {
    const { found } = await this.#readCopy()
    for (const pair of found)
      for (const number of this.history.numbersOf(accountOf(pair)))
        if (!(await this.#clerk.find(number)).has(customerOf(pair)))
          this.complain(`${pair} is not found by ${number}, a number of it`)
  }

  /** Every record of the source is accounted for, once. */
  async lookAtLedger(state: Export, { ledger }: CommunityStatus): Promise<void> {
    const good = acceptedOf(state)
    const { customers, accounts, holders, charges } = ledger
    const copy = await this.#readCopy()
    const sums: readonly (readonly [what: string, counted: number, wanted: number])[] = [
      ['customers in the source', customers.inSource, state.customers.length],
      ['accounts in the source', accounts.inSource, state.accounts.length],
      ['holders in the source', holders.inSource, state.holders.length],
      ['charges in the source', charges.inSource, state.charges.length],
      ['customers in the copy', customers.synced, good.customers.length],
      ['accounts in the copy', accounts.synced, good.accounts.length],
      ['shared customers', customers.shared, new Set([...copy.found].map(customerOf)).size],
      ['customers', customers.notCurrent + customers.withheld + customers.shared, customers.synced],
    ]
    for (const [what, counted, wanted] of sums)
      if (counted !== wanted) this.complain(`the ledger counts ${counted} ${what}, and there are ${wanted}`)
  }

  /** One account never leads to two who did not hold it together: to a former holder and the next, or to both of a merge. */
  #lookForDoubles({ found }: Copy): void {
    const held = this.history.states.map(heldPairs)
    const byAccount = Map.groupBy(found, accountOf)
    for (const [account, pairs] of byAccount)
      for (const one of pairs)
        for (const other of pairs)
          if (one < other && !held.some((pairsHeld) => pairsHeld.has(one) && pairsHeld.has(other)))
            this.complain(`${account} leads to ${customerOf(one)} and to ${customerOf(other)} at once`)
  }

  /** An id leads to one record: to a customer, or along aliases to the next, without end never. */
  #lookAtAliases({ customers, aliases }: Copy): void {
    for (const [from, to] of aliases) {
      if (customers.has(from)) this.complain(`${from} is a customer, and leads to ${to} as well`)
      const seen = new Set([from])
      for (let id: string | undefined = to; id !== undefined; id = aliases.get(id)) {
        if (seen.has(id)) {
          this.complain(`the aliases of ${from} lead in a circle`)
          break
        }
        seen.add(id)
      }
    }
  }

  /** Searches as a clerk does: for everybody, and for one by name and number, as it was or is. */
  async #searchFor({ found }: Copy, always: ReadonlySet<string>): Promise<void> {
    const wanted = new Set([...found].map(customerOf))
    const all = await this.#clerk.find(FOUND_BY_ALL)
    for (const id of wanted.symmetricDifference(all))
      this.complain(`${id} has ${wanted.has(id) ? 'a' : 'no'} listing, and a search says otherwise`)
    if (always.size === 0) return
    const one = this.#random.pick([...always].sort())
    for (const texts of wordsFor(one, this.history.states))
      if (!(await this.#clerk.findsBy(texts, one)))
        this.complain(`${one} is not found by ${[...texts].join(' nor by ')}`)
  }

  /** How many records of the copy a state of the source does not have, or only in rows that are rejected. */
  async countMissing(state: Export): Promise<{ readonly missing: number; readonly all: number }> {
    const { customers, accounts } = await this.#readCopy()
    const good = acceptedOf(state)
    const ids = (rows: Export['customers'], column: string) => new Set(rows.map((row) => idOf(row, column)))
    const missing =
      customers.difference(ids(good.customers, 'customer_id')).size +
      accounts.difference(ids(good.accounts, 'account_id')).size
    return { missing, all: customers.size + accounts.size }
  }

  complain(sentence: string): void {
    if (!this.violations.includes(sentence)) this.violations.push(sentence)
  }

  #readCopy(): Promise<Copy> {
    return readCopy(this.#store, this.#communityId)
  }
}

import type { BatchSizes } from './batch-sizes.ts'
import { chunksOf } from './bulk.ts'
import type { KeptRows } from './kept-rows.ts'
import { NOBODY, type Leavers } from './leave.ts'
import { cellsOf } from './pack.ts'
import type { ChangedAccount, ChangedCustomer } from './plan.ts'

/** What is written in one transaction. */
export interface Batch {
  readonly customers: readonly ChangedCustomer[]
  readonly accounts: readonly ChangedAccount[]
  /** What leaves the copy with it: what such customers held goes to others here, and who held such accounts gets others. */
  readonly leaving: Leavers
  /** Everybody who shares, or shared, a changed account with somebody of the batch is in it. */
  readonly whole: boolean
}

/**
 * Customers and accounts that change or leave, put together so that what depends on each other changes at
 * once: a customer never appears without its account, nor a landlord before the tenants; who gives one account away and
 * gets another is found throughout; and an account that goes to somebody else is at no moment found with both.
 */
export class Families {
  readonly #customers: readonly ChangedCustomer[]
  readonly #accounts: readonly ChangedAccount[]
  readonly #leaving: Leavers
  readonly #nodeOfCustomer = new Map<string, number>()
  /** Made when it is first needed: a first load does not, and has a million. */
  #nodeOfAccount: ReadonlyMap<string, number> | undefined
  readonly #parent: number[] = []

  constructor(
    customers: readonly ChangedCustomer[],
    accounts: readonly ChangedAccount[],
    leaving: Leavers,
    kept: KeptRows,
  ) {
    this.#customers = customers
    this.#accounts = accounts
    this.#leaving = leaving
    for (const { id } of customers) this.#nodeOfCustomer.set(id, this.#addNode())
    for (let i = 0; i < accounts.length; i++) this.#addNode()
    for (const id of leaving.customers) this.#nodeOfCustomer.set(id, this.#addNode())
    for (let i = 0; i < leaving.accounts.length; i++) this.#addNode()
    accounts.forEach(({ lastHolder }, i) => {
      for (const holder of kept.listAt(lastHolder))
        this.#join(customers.length + i, this.#customerNode(cellsOf('holders', holder)['customer_id'] ?? ''))
    })
  }

  /** Somebody holds an account that changes or leaves, or did until now. One who does not change binds the accounts together all the same. */
  tie(accountId: string, customerId: string): void {
    this.#nodeOfAccount ??= this.#numberAccounts()
    const account = this.#nodeOfAccount.get(accountId)
    if (account !== undefined) this.#join(account, this.#customerNode(customerId))
  }

  /** One customer becomes another. */
  merge(fromId: string, toId: string): void {
    this.#join(this.#customerNode(fromId), this.#customerNode(toId))
  }

  /** What leaves and is tied to nothing that changes is in no batch. */
  *inBatches({ applied, largestFamily }: Pick<BatchSizes, 'applied' | 'largestFamily'>): Generator<Batch> {
    let open: number[] = []
    for (const family of this.#families()) {
      if (family.length > largestFamily) {
        for (const part of chunksOf(family, applied)) yield this.#batchOf(part, false)
        continue
      }
      if (open.length > 0 && open.length + family.length > applied) {
        yield this.#batchOf(open, true)
        open = []
      }
      open.push(...family)
    }
    if (open.length > 0) yield this.#batchOf(open, true)
  }

  #numberAccounts(): Map<string, number> {
    const changedFrom = this.#customers.length
    const leavingFrom = changedFrom + this.#accounts.length + this.#leaving.customers.length
    return new Map([
      ...this.#accounts.map(({ id }, i) => [id, changedFrom + i] as const),
      ...this.#leaving.accounts.map((id, i) => [id, leavingFrom + i] as const),
    ])
  }

  /** The nodes of each family in which something changes, in the order of the first that does. */
  *#families(): Iterable<readonly number[]> {
    const leaving = this.#leaving
    const changing = this.#customers.length + this.#accounts.length
    const all = changing + leaving.customers.length + leaving.accounts.length
    // Lists in arrays of numbers: a first load has a million families, most of three.
    const next = new Int32Array(all).fill(NONE)
    const last = new Int32Array(this.#parent.length).fill(NONE)
    const first: number[] = []
    for (let node = 0; node < all; node++) {
      const root = this.#rootOf(node)
      const before = last[root] as number
      if (before !== NONE) next[before] = node
      else if (node < changing) first.push(node)
      else continue
      last[root] = node
    }
    for (const start of first) {
      const family: number[] = []
      for (let node = start; node !== NONE; node = next[node] as number) family.push(node)
      yield family
    }
  }

  /** Of a family that is written in parts nobody leaves before all of it is. */
  #batchOf(nodes: readonly number[], whole: boolean): Batch {
    const accountsFrom = this.#customers.length
    const leavingFrom = accountsFrom + this.#accounts.length
    const { customers, accounts } = this.#leaving
    const leavingAccountsFrom = leavingFrom + customers.length
    const leaving = {
      customers: between(nodes, customers, leavingFrom),
      accounts: between(nodes, accounts, leavingAccountsFrom),
    }
    return {
      customers: between(nodes, this.#customers, 0),
      accounts: between(nodes, this.#accounts, accountsFrom),
      leaving: whole ? leaving : NOBODY,
      whole,
    }
  }

  #customerNode(id: string): number {
    const known = this.#nodeOfCustomer.get(id)
    if (known !== undefined) return known
    const node = this.#addNode()
    this.#nodeOfCustomer.set(id, node)
    return node
  }

  #addNode(): number {
    return this.#parent.push(this.#parent.length) - 1
  }

  #join(one: number, other: number): void {
    this.#parent[this.#rootOf(one)] = this.#rootOf(other)
  }

  #rootOf(node: number): number {
    const parent = this.#parent
    while (parent[node] !== node) {
      parent[node] = parent[parent[node] as number] as number
      node = parent[node] as number
    }
    return node
  }
}

const NONE = -1

/** What stands for those of the nodes that these were numbered from a number on. */
function between<T>(nodes: readonly number[], these: readonly T[], from: number): T[] {
  return nodes
    .filter((node) => node >= from && node < from + these.length)
    .map((node) => these[node - from] as T)
}

import type { Export, Row } from '../sync/export.ts'

/**
 * A city as its system of record knows it. Rows are replaced and never changed, so that a snapshot is a copy of lists.
 * `version` grows with each change, and everything that was changed bears the time of it.
 */
export class City {
  readonly customers = new Map<string, Row>()
  readonly accounts = new Map<string, Row>()
  holders: readonly Row[] = []
  charges: readonly Row[] = []
  merges: readonly Row[] = []
  /** Rows of customers and accounts that were deleted, as they were: they may come back. */
  readonly deleted = { customers: new Map<string, Row>(), accounts: new Map<string, Row>() }
  version = 0
  /** Which of `MASKS` account numbers are printed in. */
  mask = 0
  #made = 0

  /** A number that nothing else of this city has. */
  next(): number {
    return ++this.#made
  }

  snapshot(): Export {
    const { holders, charges, merges } = this
    return {
      customers: [...this.customers.values()],
      accounts: [...this.accounts.values()],
      holders,
      charges,
      merges,
    }
  }

  setCustomer(row: Row): void {
    this.customers.set(idOf(row, 'customer_id'), row)
    this.deleted.customers.delete(idOf(row, 'customer_id'))
  }

  setAccount(row: Row): void {
    this.accounts.set(idOf(row, 'account_id'), row)
    this.deleted.accounts.delete(idOf(row, 'account_id'))
  }

  editCustomer(id: string, changes: Row): void {
    const row = this.customers.get(id)
    if (row) this.customers.set(id, { ...row, ...changes })
  }

  editAccount(id: string, changes: Row): void {
    const row = this.accounts.get(id)
    if (row) this.accounts.set(id, { ...row, ...changes })
  }

  /**
   * Marks what has changed since a snapshot with the time at which it was entered. That is before it is seen where a slow
   * transaction was committed late. No two changes have the same time: a row that changes without another version is one that
   * no sweep can notice.
   */
  stamp(before: Export, enteredAt: Date): void {
    const updated_at = new Date(enteredAt.getTime() + this.version).toISOString()
    const known = new Set<Row>([...before.customers, ...before.accounts])
    const tied = (state: Export) => new Set([...state.holders, ...state.charges])
    const changed = new Set(
      [...tied(before).symmetricDifference(tied(this.snapshot()))].map((row) => row['account_id']),
    )
    for (const [id, row] of this.customers) if (!known.has(row)) this.editCustomer(id, { updated_at })
    for (const [id, row] of this.accounts)
      if (!known.has(row) || changed.has(id)) this.editAccount(id, { updated_at })
  }

  /** Takes a customer out, with what it holds. */
  deleteCustomer(id: string): void {
    const row = this.customers.get(id)
    if (!row) return
    this.customers.delete(id)
    this.deleted.customers.set(id, row)
    this.holders = this.holders.filter((holder) => holder['customer_id'] !== id)
  }

  /** Takes an account out, with all that hangs on it. */
  deleteAccount(id: string): void {
    const row = this.accounts.get(id)
    if (!row) return
    this.accounts.delete(id)
    this.deleted.accounts.set(id, row)
    this.holders = this.holders.filter((holder) => holder['account_id'] !== id)
    this.charges = this.charges.filter((charge) => charge['account_id'] !== id)
  }

  holdersOf(accountId: string): string[] {
    return this.holders
      .filter((row) => row['account_id'] === accountId)
      .map((row) => idOf(row, 'customer_id'))
  }

  accountsOf(customerId: string): string[] {
    return this.holders
      .filter((row) => row['customer_id'] === customerId)
      .map((row) => idOf(row, 'account_id'))
  }

  /** Ties a customer to an account, once. */
  hold(customerId: string, accountId: string, more: Row = { role: 'owner' }): void {
    if (this.holdersOf(accountId).includes(customerId)) return
    this.holders = [...this.holders, { customer_id: customerId, account_id: accountId, ...more }]
  }

  release(customerId: string, accountId: string): void {
    this.holders = this.holders.filter(
      (row) => row['customer_id'] !== customerId || row['account_id'] !== accountId,
    )
  }
}

/** How a city prints its account numbers, before and after it changes the mask. */
export const MASKS: readonly ((serial: number) => string)[] = [
  (serial) => `10.${1_000 + serial}.1`,
  (serial) => `${1_000 + serial}-10`,
  (serial) => `7${1_000 + serial}00`,
]

export function idOf(row: Row, column: string): string {
  const id = row[column]
  if (id === undefined) throw new Error(`A row of the simulated city has no ${column}`)
  return id
}

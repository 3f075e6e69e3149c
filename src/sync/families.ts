import { cellsOf } from './pack.ts'
import type { ChangedAccount, ChangedCustomer } from './plan.ts'

/** Changed records that are written in one transaction. */
export interface Batch {
  readonly customers: readonly ChangedCustomer[]
  readonly accounts: readonly ChangedAccount[]
  /** Everybody who shares a changed account with somebody of the batch is in it. */
  readonly whole: boolean
}

/** Large enough for few statements, small enough that a page waits no more than a quarter of a second on PGlite. */
const RECORDS_A_BATCH = 600
/** A family larger than this is written in parts: each part is consistent, but its changes are not seen all at once. */
const LARGEST_FAMILY = 3_000

/**
 * Puts changed customers and accounts into batches so that people who are tied by a shared account change together: a
 * customer never appears without its account, nor a landlord before the tenants.
 */
export function batchFamilies(
  customers: readonly ChangedCustomer[],
  accounts: readonly ChangedAccount[],
): Batch[] {
  const index = new Map(customers.map(({ id }, i) => [id, i]))
  const parent = Int32Array.from({ length: customers.length + accounts.length }, (_, i) => i)
  const rootOf = (node: number): number => {
    while (parent[node] !== node) {
      parent[node] = parent[parent[node] as number] as number
      node = parent[node] as number
    }
    return node
  }
  accounts.forEach((account, i) => {
    for (const holder of account.holders) {
      const customer = index.get(cellsOf('holders', holder)['customer_id'] ?? '')
      if (customer !== undefined) parent[rootOf(customers.length + i)] = rootOf(customer)
    }
  })
  const families = new Map<number, number[]>()
  for (let node = 0; node < parent.length; node++) {
    const root = rootOf(node)
    const family = families.get(root)
    if (family) family.push(node)
    else families.set(root, [node])
  }
  const batches: Batch[] = []
  const close = (nodes: readonly number[], whole: boolean) => {
    if (nodes.length === 0) return
    batches.push({
      customers: nodes.flatMap((node) => customers[node] ?? []),
      accounts: nodes.flatMap((node) =>
        node < customers.length ? [] : (accounts[node - customers.length] ?? []),
      ),
      whole,
    })
  }
  let open: number[] = []
  for (const family of families.values()) {
    if (family.length > LARGEST_FAMILY) {
      for (let start = 0; start < family.length; start += RECORDS_A_BATCH)
        close(family.slice(start, start + RECORDS_A_BATCH), false)
      continue
    }
    if (open.length > 0 && open.length + family.length > RECORDS_A_BATCH) {
      close(open, true)
      open = []
    }
    open.push(...family)
  }
  close(open, true)
  return batches
}

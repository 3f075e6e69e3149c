import type { AccountRecord, ChargeRecord, CustomerRecord, HolderRecord } from '../interpret/index.ts'
import { Buckets } from './buckets.ts'
import { FACT_KINDS, factsOf, type FactKind } from './facts.ts'

/** The digests of one side: of the rows of each kind. */
export type Digests = Readonly<Record<FactKind, Buckets>>

export function emptyDigests(): Digests {
  return { customer: new Buckets(), account: new Buckets(), holder: new Buckets(), charge: new Buckets() }
}

/** Digests what a reader accepts, row by row, while it reads: nothing of it is kept. */
export class SourceDigests {
  readonly digests = emptyDigests()

  customer(record: CustomerRecord): void {
    this.digests.customer.add(record.customerId, factsOf('customer', record))
  }

  account(record: AccountRecord): void {
    this.digests.account.add(record.accountId, factsOf('account', record))
  }

  holder(record: HolderRecord): void {
    this.digests.holder.add(record.accountId, factsOf('holder', record))
  }

  charge(record: ChargeRecord): void {
    this.digests.charge.add(record.accountId, factsOf('charge', record))
  }
}

/** One side in one word. */
export function wordOf(digests: Digests): string {
  return FACT_KINDS.map((kind) => digests[kind].toString()).join('.')
}

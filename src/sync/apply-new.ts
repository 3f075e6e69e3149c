import type { Findable } from '../search/listing.ts'
import { TABLES, insertions, type BulkRow, type Statement } from './bulk.ts'
import { deriveFindable, emptyCopyRows } from './copy-rows.ts'
import { accountRow, chargeRow, customerRow, decideAccount, holderRow, type Decision } from './decide.ts'
import { findableInsertions } from './listings.ts'
import type { ParsedBatch } from './parsed-batch.ts'

/**
 * Records of which nothing is in the copy or remembered, most of a first load, gathered until they are inserted together.
 * Their rows are made without reading anything first, and before the transaction, while a server is at work on those before.
 */
export class NewRecords {
  readonly #communityId: number
  readonly #decision: Decision
  #rows = noRows()
  #count = 0

  constructor(communityId: number, decision: Decision) {
    this.#communityId = communityId
    this.#decision = decision
  }

  /** Customers and accounts gathered. */
  get count(): number {
    return this.#count
  }

  /** @param batch with everybody who holds one of its accounts */
  add({ customers, accounts }: ParsedBatch): void {
    const decision = this.#decision
    const rows = this.#rows
    const copy = emptyCopyRows()
    for (const { record, source } of customers) {
      const row = customerRow(record, [], decision)
      rows.customer.push(row)
      rows.sourceRecord.push(source)
      copy.customers.set(record.customerId, {
        ...record,
        formerNames: [],
        shared: row['withheld_by'] === '[]',
      })
    }
    for (const { record, department, holders, charges, source } of accounts) {
      const kinds = new Set(charges.map(({ kind }) => kind))
      const decided = decideAccount(record, kinds, holders, decision.settings, decision.today)
      rows.account.push(accountRow(record, department, [], decided, decision))
      rows.holder.push(...holders.map(holderRow))
      rows.charge.push(...charges.map(chargeRow))
      rows.sourceRecord.push(source)
      copy.holders.set(record.accountId, [...holders])
      copy.accounts.set(record.accountId, {
        ...record,
        formerNumbers: [],
        department,
        shared: decided.withheldBy.length === 0,
        validUntil: decided.validUntil,
      })
    }
    rows.findable.push(...deriveFindable(copy.customers.keys(), copy, decision.settings.timeZone).values())
    this.#count += customers.length + accounts.length
  }

  /** The statements that insert what was gathered; nothing is gathered after it. */
  takeStatements(): Statement[] {
    const { findable, ...rows } = this.#rows
    this.#rows = noRows()
    this.#count = 0
    const { knownWords } = this.#decision
    return [
      ...TABLES_OF_RECORDS.flatMap((table) => insertions(this.#communityId, TABLES[table], rows[table])),
      ...findableInsertions(this.#communityId, findable, knownWords),
    ]
  }
}

const TABLES_OF_RECORDS = ['customer', 'account', 'holder', 'charge', 'sourceRecord'] as const

interface NewRows extends Record<(typeof TABLES_OF_RECORDS)[number], BulkRow[]> {
  readonly findable: Findable[]
}

function noRows(): NewRows {
  return { customer: [], account: [], holder: [], charge: [], sourceRecord: [], findable: [] }
}

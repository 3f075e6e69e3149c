import { TABLES, insertions, type BulkRow, type Statement } from './bulk.ts'
import { deriveFindable, emptyCopyRows } from './copy-rows.ts'
import { accountRow, chargeRow, customerRow, decideAccount, holderRow, type Decision } from './decide.ts'
import { findableInsertions } from './listings.ts'
import type { ParsedBatch } from './parsed-batch.ts'

/**
 * The statements that write a batch of which nothing is in the copy or remembered, without reading anything first: most
 * of a first load. They are made before the transaction, while a server is still at work on the batch before.
 */
export function statementsForNew(communityId: number, batch: ParsedBatch, decision: Decision): Statement[] {
  const rows = emptyCopyRows()
  const customerRows = batch.customers.map(({ record }) => {
    const row = customerRow(record, [], decision)
    rows.customers.set(record.customerId, { ...record, formerNames: [], shared: row['withheld_by'] === '[]' })
    return row
  })
  const accountRows = batch.accounts.map(({ record, department, holders, charges }) => {
    const kinds = new Set(charges.map(({ kind }) => kind))
    const decided = decideAccount(record, kinds, holders, decision.settings, decision.today)
    rows.holders.set(record.accountId, [...holders])
    rows.accounts.set(record.accountId, {
      ...record,
      formerNumbers: [],
      department,
      shared: decided.withheldBy.length === 0,
      validUntil: decided.validUntil,
    })
    return accountRow(record, department, [], decided, decision)
  })
  const insert = (table: keyof typeof TABLES, written: readonly BulkRow[]) =>
    insertions(communityId, TABLES[table], written)
  const findable = deriveFindable(rows.customers.keys(), rows, decision.settings.timeZone)
  return [
    ...insert('customer', customerRows),
    ...insert('account', accountRows),
    ...insert(
      'holder',
      batch.accounts.flatMap(({ holders }) => holders.map(holderRow)),
    ),
    ...insert(
      'charge',
      batch.accounts.flatMap(({ charges }) => charges.map(chargeRow)),
    ),
    ...insert(
      'sourceRecord',
      [...batch.customers, ...batch.accounts].map(({ source }) => source),
    ),
    ...findableInsertions(communityId, findable.values(), decision.knownWords),
  ]
}

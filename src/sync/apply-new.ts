import type { Queries } from '../store/index.ts'
import { TABLES, insertRows, type BulkRow } from './bulk.ts'
import { deriveFindable, emptyCopyRows } from './copy-rows.ts'
import { accountRow, chargeRow, customerRow, decideAccount, holderRow, type Decision } from './decide.ts'
import { insertFindable } from './listings.ts'
import type { ParsedBatch } from './parsed-batch.ts'

/**
 * Writes a batch of which nothing is in the copy or remembered, without reading anything first: most of a first load,
 * which is twice as fast this way.
 */
export async function applyNew(
  tx: Queries,
  communityId: number,
  batch: ParsedBatch,
  decision: Decision,
): Promise<void> {
  const rows = emptyCopyRows()
  const customerRows = batch.customers.map(({ record }) => {
    const row = customerRow(record, decision)
    rows.customers.set(record.customerId, { ...record, shared: row['withheld_by'] === '[]' })
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
  const write = (table: keyof typeof TABLES, written: readonly BulkRow[]) =>
    insertRows(tx, communityId, TABLES[table], written)
  await write('customer', customerRows)
  await write('account', accountRows)
  await write(
    'holder',
    batch.accounts.flatMap(({ holders }) => holders.map(holderRow)),
  )
  await write(
    'charge',
    batch.accounts.flatMap(({ charges }) => charges.map(chargeRow)),
  )
  await write(
    'sourceRecord',
    [...batch.customers, ...batch.accounts].map(({ source }) => source),
  )
  const findable = deriveFindable(rows.customers.keys(), rows, decision.settings.timeZone)
  await insertFindable(tx, communityId, findable.values())
}

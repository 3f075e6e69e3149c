import { NO_DEPARTMENT } from '../kernel/departments.ts'
import type { BulkRow } from './bulk.ts'
import type { DepartmentRegistry } from './departments.ts'
import type { Batch } from './families.ts'
import {
  interpretAccount,
  interpretCharge,
  interpretCustomer,
  interpretHolder,
  type AccountMeaning,
  type AccountRecord,
  type ChargeRecord,
  type CustomerRecord,
  type HolderRecord,
} from './interpret/index.ts'
import type { KeptRows } from './kept-rows.ts'
import type { Leavers } from './leave.ts'
import { cellsOf } from './pack.ts'
import { hashOfAccount, hashOfCustomer, rowsOfAccount } from './reading.ts'

/** A batch as records. The rows were accepted when they were read, so nothing is refused here. */
export interface ParsedBatch {
  readonly customers: readonly { readonly record: CustomerRecord; readonly source: BulkRow }[]
  readonly accounts: readonly ParsedAccount[]
  readonly leaving: Leavers
}

export interface ParsedAccount {
  readonly record: AccountRecord
  readonly department: number
  readonly holders: readonly HolderRecord[]
  readonly charges: readonly ChargeRecord[]
  readonly hash: string
  readonly source: BulkRow
}

export function parseBatch(
  batch: Batch,
  kept: KeptRows,
  meaning: AccountMeaning,
  departments: DepartmentRegistry,
  runId: number,
): ParsedBatch {
  return {
    leaving: batch.leaving,
    customers: batch.customers.map(({ id, at }) => {
      const text = kept.textAt(at)
      const cells = cellsOf('customers', text)
      return {
        record: interpretCustomer(cells, meaning.timeZone),
        source: sourceRow('customer', id, hashOfCustomer(text), JSON.stringify(cells), runId),
      }
    }),
    accounts: batch.accounts.map((draft) => {
      const { id, status } = draft
      const rows = rowsOfAccount(draft, kept)
      const hash = hashOfAccount(status, rows)
      const cells = cellsOf('accounts', rows.account)
      const holders = rows.holders.map((row) => cellsOf('holders', row))
      const charges = rows.charges.map((row) => cellsOf('charges', row))
      const record = interpretAccount(cells, meaning)
      const bit = record.departmentName === null ? undefined : departments.findBit(record.departmentName)
      return {
        record,
        department: bit ?? NO_DEPARTMENT,
        holders: holders.map(interpretHolder),
        charges: charges.map(interpretCharge),
        hash,
        source: sourceRow('account', id, hash, JSON.stringify({ account: cells, holders, charges }), runId),
      }
    }),
  }
}

function sourceRow(
  kind: 'customer' | 'account',
  id: string,
  hash: string,
  payload: string,
  runId: number,
): BulkRow {
  return { kind, source_id: id, hash, payload, first_run: runId, changed_run: runId }
}

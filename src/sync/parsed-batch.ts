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
import type { Leavers } from './leave.ts'
import { cellsOf } from './pack.ts'

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
  meaning: AccountMeaning,
  departments: DepartmentRegistry,
  runId: number,
): ParsedBatch {
  return {
    leaving: batch.leaving,
    customers: batch.customers.map(({ id, text, hash }) => {
      const cells = cellsOf('customers', text)
      return {
        record: interpretCustomer(cells, meaning.timeZone),
        source: sourceRow('customer', id, hash, JSON.stringify(cells), runId),
      }
    }),
    accounts: batch.accounts.map((account) => {
      const cells = cellsOf('accounts', account.text)
      const holders = account.holders.map((row) => cellsOf('holders', row))
      const charges = account.charges.map((row) => cellsOf('charges', row))
      const record = interpretAccount(cells, meaning)
      const bit = record.departmentName === null ? undefined : departments.findBit(record.departmentName)
      return {
        record,
        department: bit ?? NO_DEPARTMENT,
        holders: holders.map(interpretHolder),
        charges: charges.map(interpretCharge),
        hash: account.hash,
        source: sourceRow(
          'account',
          account.id,
          account.hash,
          JSON.stringify({ account: cells, holders, charges }),
          runId,
        ),
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

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
import { cellsOf } from './pack.ts'

/** A batch as records. The rows were accepted when they were read, so nothing is refused here. */
export interface ParsedBatch {
  readonly customers: readonly { readonly record: CustomerRecord; readonly source: BulkRow }[]
  readonly accounts: readonly ParsedAccount[]
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
    customers: batch.customers.map(({ id, text, hash }) => ({
      record: interpretCustomer(cellsOf(text), meaning.timeZone),
      source: sourceRow('customer', id, hash, text, runId),
    })),
    accounts: batch.accounts.map(({ id, text, holders, charges, hash }) => {
      const record = interpretAccount(cellsOf(text), meaning)
      const bit = record.departmentName === null ? undefined : departments.findBit(record.departmentName)
      const payload = `{"account":${text},"holders":[${holders.join()}],"charges":[${charges.join()}]}`
      return {
        record,
        department: bit ?? NO_DEPARTMENT,
        holders: holders.map((row) => interpretHolder(cellsOf(row))),
        charges: charges.map((row) => interpretCharge(cellsOf(row))),
        hash,
        source: sourceRow('account', id, hash, payload, runId),
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

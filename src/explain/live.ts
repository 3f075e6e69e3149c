import { compareTexts } from '../kernel/compare.ts'
import { NO_DEPARTMENT, departmentKey } from '../kernel/departments.ts'
import { numberKey } from '../search/normalise.ts'
import type { LookupSubject, Source, SourceRecord, SourceValues } from '../source/port.ts'
import type { Explanation } from './explanation.ts'
import { reaches, type World } from './knowable.ts'
import type { Payloads } from './read-around.ts'

/** How long a clerk waits for the system of record. */
const PATIENCE_MS = 3_000

type LiveLook = NonNullable<Explanation['live']>

export interface Look {
  readonly live: LiveLook
  /** When the data that was found was true in the source; null where nothing was found. */
  readonly sourceReadAt: Date | null
  /** What the asker may know of it. */
  readonly records: readonly SourceRecord[]
}

/**
 * Looks at a record in the system of record now. What comes back passes through the asker's world like everything else:
 * departments that the copy does not know yet count as none.
 */
export async function lookLive(
  open: () => Promise<Source>,
  subjects: readonly LookupSubject[],
  world: World,
  departments: ReadonlyMap<string, number>,
  now: Date,
): Promise<Look> {
  const asked = now.toISOString()
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const look = async () => {
    const source = await open()
    for (const subject of subjects) {
      const records = (await source.lookup(subject, patience))
        .flatMap((record) => knowablePart(record, subject, world, departments) ?? [])
        .sort((a, b) => byColumn('customer_id', a.customer, b.customer))
      if (records.length > 0) return { records, readAt: (await source.describe()).readAt }
    }
    return { records: [], readAt: null }
  }
  try {
    const { readAt, records } = await Promise.race([look(), expiry(patience)])
    return { live: { asked, found: records.length > 0, differs: [] }, sourceReadAt: readAt, records }
  } catch {
    // The reason may name rows of others: only whether it was the time is told here. Sync reports it in full.
    const unreachable = patience.aborted
      ? `it did not answer within ${PATIENCE_MS / 1_000} seconds.`
      : 'its data could not be read.'
    return { live: { asked, found: false, differs: [], unreachable }, sourceReadAt: null, records: [] }
  }
}

/** In which order a source has its rows may be seen by nobody: others' rows are among them. */
function byColumn(column: string, one: SourceValues, other: SourceValues): number {
  return compareTexts(one[column] ?? '', other[column] ?? '')
}

/** What may be known of a record of the source; `undefined` for nothing. */
function knowablePart(
  record: SourceRecord,
  subject: LookupSubject,
  world: World,
  departments: ReadonlyMap<string, number>,
): SourceRecord | undefined {
  const within = (account: SourceValues) => {
    const name = account['department']
    const bit = name === undefined ? NO_DEPARTMENT : (departments.get(departmentKey(name)) ?? NO_DEPARTMENT)
    return reaches(world, bit)
  }
  const accounts = record.accounts.filter(within).sort((a, b) => byColumn('account_id', a, b))
  if (accounts.length === 0 && !reaches(world, NO_DEPARTMENT)) return undefined
  if ('accountNumber' in subject) {
    const key = numberKey(subject.accountNumber)
    if (!accounts.some((account) => numberKey(account['account_number'] ?? '') === key)) return undefined
  }
  const ids = new Set(accounts.map((account) => account['account_id']))
  return {
    customer: record.customer,
    accounts,
    holders: record.holders.filter((holder) => ids.has(holder['account_id'])),
    charges: record.charges.filter((charge) => ids.has(charge['account_id'])),
  }
}

function expiry(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('The system of record did not answer in time')), {
      once: true,
    })
  })
}

/** Columns that are compared, in the order in which they are told. A tax id is never said. */
const CUSTOMER_COLUMNS = ['name', 'first_name', 'middle_name', 'last_name', 'suffix', 'business_name', 'status',
  'online_access', 'confidential', 'email', 'phone', 'phone2', 'mailing_address', 'city', 'state', 'postal_code',
] // prettier-ignore
const ACCOUNT_COLUMNS = ['account_number', 'module', 'department', 'status', 'online_access', 'service_address',
  'opened_on', 'closed_on', 'balance',
] // prettier-ignore

/** Where the record in the source differs from what the last run read, in the source's own words. */
export function differences(record: SourceRecord, portal: Payloads): LiveLook['differs'] {
  const differs: { field: string; source: string; portal: string }[] = []
  const compare = (columns: readonly string[], source: SourceValues, kept: unknown, label: string) => {
    for (const column of columns) {
      const now = (source[column] ?? '').trim()
      const then = cell(kept, column)
      if (now !== then) differs.push({ field: `${label}${column}`, source: now, portal: then })
    }
  }
  compare(CUSTOMER_COLUMNS, record.customer, portal.customer, '')
  const seen = new Set<string>()
  for (const account of record.accounts) {
    const id = account['account_id'] ?? ''
    seen.add(id)
    const kept = portal.accounts.get(id)
    const label = `account ${account['account_number'] ?? id} `
    if (kept === undefined) differs.push({ field: `${label.trim()}`, source: 'held', portal: '' })
    else compare(ACCOUNT_COLUMNS, account, accountRow(kept), label)
  }
  for (const [id, kept] of [...portal.accounts].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (!seen.has(id))
      differs.push({
        field: `account ${cell(accountRow(kept), 'account_number') || id}`,
        source: '',
        portal: 'held',
      })
  return differs
}

function accountRow(payload: unknown): unknown {
  return (payload as { account?: unknown } | null)?.account ?? payload
}

function cell(row: unknown, column: string): string {
  const value = (row as Readonly<Record<string, unknown>> | null)?.[column]
  return typeof value === 'string' ? value : ''
}

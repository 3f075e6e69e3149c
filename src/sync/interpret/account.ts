import type { Day } from '../../kernel/clock.ts'
import type { Cents } from '../../kernel/money.ts'
import type { AccountStatus, Settings } from '../../kernel/settings.ts'
import type { Cells } from '../pack.ts'
import { Refusal, quoted } from '../rejection.ts'
import { readCents, readDay, readFlag, readInstant, requiredCell } from './cells.ts'

/** An account as the copy keeps it. */
export interface AccountRecord {
  readonly accountId: string
  readonly accountNumber: string
  /** In lower case. */
  readonly module: string
  /** Null where it belongs to none. */
  readonly departmentName: string | null
  readonly status: AccountStatus
  /** The source's own word for it. */
  readonly sourceStatus: string
  readonly onlineAccess: boolean | null
  readonly serviceAddress: string | null
  readonly openedOn: Day | null
  readonly closedOn: Day | null
  readonly balanceCents: Cents
  readonly updatedAt: Date | null
}

export interface AccountMeaning {
  readonly timeZone: string
  /** By the source's word in lower case. */
  readonly statusOf: ReadonlyMap<string, AccountStatus>
}

/** What the settings say about how accounts are to be read. */
export function accountMeaning(settings: Settings): AccountMeaning {
  const statusOf = new Map<string, AccountStatus>([
    ['active', 'active'],
    ['inactive', 'inactive'],
    ['closed', 'closed'],
  ])
  for (const [word, status] of Object.entries(settings.statusMap))
    statusOf.set(word.trim().toLowerCase(), status)
  return { timeZone: settings.timeZone, statusOf }
}

/** @throws Refusal */
export function interpretAccount(cells: Cells, { timeZone, statusOf }: AccountMeaning): AccountRecord {
  const accountId = requiredCell(cells, 'account_id')
  const accountNumber = requiredCell(cells, 'account_number')
  const module = requiredCell(cells, 'module').toLowerCase()
  const sourceStatus = requiredCell(cells, 'status')
  const status = statusOf.get(sourceStatus.toLowerCase())
  if (status === undefined)
    throw new Refusal(
      'unknown_status',
      'status',
      `The status ${quoted(sourceStatus)} is not known: an administrator can say what it means in the setting "statusMap".`,
    )
  return {
    accountId,
    accountNumber,
    module,
    departmentName: cells['department'] ?? null,
    status,
    sourceStatus,
    onlineAccess: readFlag(cells, 'online_access'),
    serviceAddress: cells['service_address'] ?? null,
    openedOn: readDay(cells, 'opened_on'),
    closedOn: readDay(cells, 'closed_on'),
    balanceCents: cells['balance'] === undefined ? 0 : readCents(cells['balance'], 'balance'),
    updatedAt: readInstant(cells, 'updated_at', timeZone),
  }
}

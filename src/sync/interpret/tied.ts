import type { Day } from '../../kernel/clock.ts'
import type { Cents } from '../../kernel/money.ts'
import type { ChargeKind } from '../../kernel/settings.ts'
import type { HolderRole } from '../../store/tables.ts'
import type { Cells } from '../pack.ts'
import { readCents, readDay, readInstant, readWord, requiredCell } from './cells.ts'

/** The rows that hang on customers and accounts: holders, charges, merges. */

/** Where the source does not say from when somebody holds an account. */
const ALWAYS = '-infinity'

export interface HolderRecord {
  readonly customerId: string
  readonly accountId: string
  readonly role: HolderRole
  /** A day, or `ALWAYS`. */
  readonly fromOn: Day
  /** The first day on which it does not hold it any more. */
  readonly toOn: Day | null
}

export interface ChargeRecord {
  readonly chargeId: string
  readonly accountId: string
  readonly kind: ChargeKind
  readonly description: string | null
  readonly amountCents: Cents
  readonly balanceCents: Cents
  readonly postedOn: Day | null
  readonly dueOn: Day | null
}

export interface MergeRecord {
  readonly kind: 'customer' | 'account'
  readonly fromId: string
  readonly toId: string
  readonly at: Date | null
}

const ROLES = ['owner', 'tenant', 'landlord', 'cosigner', 'other'] as const
const KINDS = ['charge', 'due', 'assessment', 'credit', 'deposit'] as const

/** @throws Refusal */
export function interpretHolder(cells: Cells): HolderRecord {
  return {
    customerId: requiredCell(cells, 'customer_id'),
    accountId: requiredCell(cells, 'account_id'),
    role: readWord(requiredCell(cells, 'role'), 'role', ROLES),
    fromOn: readDay(cells, 'from_on') ?? ALWAYS,
    toOn: readDay(cells, 'to_on'),
  }
}

/** @throws Refusal */
export function interpretCharge(cells: Cells): ChargeRecord {
  return {
    chargeId: requiredCell(cells, 'charge_id'),
    accountId: requiredCell(cells, 'account_id'),
    kind: readWord(requiredCell(cells, 'kind'), 'kind', KINDS),
    description: cells['description'] ?? null,
    amountCents: readCents(requiredCell(cells, 'amount'), 'amount'),
    balanceCents: readCents(requiredCell(cells, 'balance'), 'balance'),
    postedOn: readDay(cells, 'posted_on'),
    dueOn: readDay(cells, 'due_on'),
  }
}

/** @throws Refusal */
export function interpretMerge(cells: Cells, timeZone: string): MergeRecord {
  return {
    fromId: requiredCell(cells, 'from_id'),
    toId: requiredCell(cells, 'to_id'),
    kind: cells['kind'] === undefined ? 'customer' : readWord(cells['kind'], 'kind', ['customer', 'account']),
    at: readInstant(cells, 'at', timeZone),
  }
}

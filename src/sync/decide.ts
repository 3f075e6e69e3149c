import { changesAt, judgeAccount, judgeCustomer, type HolderPeriod } from '../eligibility/index.ts'
import { dayAt, type Day } from '../kernel/clock.ts'
import type { ChargeKind, Settings } from '../kernel/settings.ts'
import { numberKey } from '../search/normalise.ts'
import type { FormerName, FormerNumber, WithheldBy } from '../store/index.ts'
import type { BulkRow } from './bulk.ts'
import type { AccountRecord, ChargeRecord, CustomerRecord, HolderRecord } from './interpret/index.ts'

/** From records to the rows of the copy, with their verdicts. */
export interface Decision {
  readonly settings: Settings
  readonly today: Day
  readonly runId: number
  /** Words that this run has added to the lexicon. */
  readonly knownWords: Set<string>
}

/** Decides for one run, on the day on which it begins. */
export function decisionOf(settings: Settings, runId: number, now: Date): Decision {
  return { settings, runId, today: dayAt(now, settings.timeZone), knownWords: new Set() }
}

export interface DecidedAccount {
  readonly withheldBy: WithheldBy[]
  /** Until then neither the verdict nor who holds the account changes. */
  readonly validUntil: Date | null
}

export function decideAccount(
  account: Parameters<typeof judgeAccount>[0],
  chargeKinds: ReadonlySet<ChargeKind>,
  holders: readonly HolderPeriod[],
  settings: Settings,
  today: Day,
): DecidedAccount {
  const { timeZone, eligibility } = settings
  const verdict = judgeAccount(account, chargeKinds, eligibility, { today, timeZone })
  const ends = changesAt(holders, today, timeZone)
  const validUntil =
    verdict.validUntil && ends
      ? new Date(Math.min(verdict.validUntil.getTime(), ends.getTime()))
      : (verdict.validUntil ?? ends)
  return { withheldBy: verdict.withheldBy, validUntil }
}

export function customerRow(
  customer: CustomerRecord,
  formerNames: readonly FormerName[],
  decision: Decision,
): BulkRow {
  return {
    customer_id: customer.customerId,
    name: customer.name,
    kind: customer.kind,
    first_name: customer.firstName,
    middle_name: customer.middleName,
    last_name: customer.lastName,
    suffix: customer.suffix,
    business_name: customer.businessName,
    email: customer.email,
    phone: customer.phone,
    phone2: customer.phone2,
    mailing_address: customer.mailingAddress,
    city: customer.city,
    state: customer.state,
    postal_code: customer.postalCode,
    tax_id_hash: customer.taxIdHash,
    tax_id_last4: customer.taxIdLast4,
    status: customer.status,
    online_access: customer.onlineAccess,
    confidential: customer.confidential,
    updated_at: customer.updatedAt?.toISOString() ?? null,
    withheld_by: JSON.stringify(judgeCustomer(customer, decision.settings.eligibility)),
    former_names: JSON.stringify(formerNames),
    first_run: decision.runId,
    changed_run: decision.runId,
  }
}

export function accountRow(
  account: AccountRecord,
  department: number,
  formerNumbers: readonly FormerNumber[],
  decided: DecidedAccount,
  { runId }: Decision,
): BulkRow {
  return {
    account_id: account.accountId,
    account_number: account.accountNumber,
    number_key: numberKey(account.accountNumber),
    former_numbers: JSON.stringify(formerNumbers),
    module: account.module,
    department,
    status: account.status,
    source_status: account.sourceStatus,
    online_access: account.onlineAccess,
    service_address: account.serviceAddress,
    opened_on: account.openedOn,
    closed_on: account.closedOn,
    balance_cents: account.balanceCents,
    updated_at: account.updatedAt?.toISOString() ?? null,
    withheld_by: JSON.stringify(decided.withheldBy),
    verdict_valid_until: decided.validUntil?.toISOString() ?? null,
    first_run: runId,
    changed_run: runId,
  }
}

export function holderRow(holder: HolderRecord): BulkRow {
  return {
    account_id: holder.accountId,
    customer_id: holder.customerId,
    role: holder.role,
    from_on: holder.fromOn,
    to_on: holder.toOn,
  }
}

export function chargeRow(charge: ChargeRecord): BulkRow {
  return {
    account_id: charge.accountId,
    charge_id: charge.chargeId,
    kind: charge.kind,
    description: charge.description,
    amount_cents: charge.amountCents,
    balance_cents: charge.balanceCents,
    posted_on: charge.postedOn,
    due_on: charge.dueOn,
  }
}

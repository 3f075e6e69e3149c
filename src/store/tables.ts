import type { ColumnType, Generated } from 'kysely'
import type { AccountStatus, ChargeKind } from '../kernel/settings.ts'

/**
 * The schema of `migrations/`, as types. Both drivers are set up to give the same JavaScript values: `bigint` as number
 * (masks are read as text), `date` as `YYYY-MM-DD`, `timestamptz` as Date, JSON parsed.
 */

/** A department mask: written as a decimal string, selected as `departments::text` where it is needed. */
type Mask = ColumnType<string, string, string>
type Json<T> = ColumnType<T, string, string>
type Timestamp = ColumnType<Date, Date | string, Date | string>

/** One rule that withholds a customer or an account, with the facts that it was decided on. */
export interface WithheldBy {
  readonly code:
    | 'account_inactive'
    | 'account_closed'
    | 'not_marked_online'
    | 'no_eligible_balance'
    | 'module_not_shared'
    | 'confidential'
  readonly evidence: Readonly<Record<string, string | number | boolean | null>>
}

/** A number that an account had before; `until` is the instant (ISO) of the run that saw the new one. */
export interface FormerNumber {
  readonly number: string
  readonly until: string
}

/** A name that a customer had before; `until` is the instant (ISO) of the run that saw the new one. */
export interface FormerName {
  readonly name: string
  readonly until: string
}

export interface DepartmentTable {
  community_id: number
  bit: number
  name: string
  name_key: string
}

export interface RunTable {
  community_id: number
  run_id: number
  trigger: string
  status: 'running' | 'completed' | 'held' | 'failed'
  seen: Generated<number>
  added: Generated<number>
  updated: Generated<number>
  unchanged: Generated<number>
  removed: Generated<number>
  merged: Generated<number>
  rejected: Generated<number>
  source_read_at: Timestamp | null
  source_version: string | null
  started_at: Timestamp
  finished_at: Timestamp | null
  message: string | null
  ledger: Json<unknown> | null
  held: Json<unknown> | null
}

export interface SourceCursorTable {
  community_id: number
  cursor: string
  meaning: string
  swept_at: Timestamp | null
}

export interface SourceRecordTable {
  community_id: number
  kind: 'customer' | 'account'
  source_id: string
  hash: string
  payload: Json<unknown>
  first_run: number
  changed_run: number
}

export interface RejectedRowTable {
  community_id: number
  kind: 'customer' | 'account' | 'holder' | 'charge' | 'merge'
  row_key: string
  customer_id: string | null
  account_id: string | null
  account_number: string | null
  label: string | null
  file: string | null
  line: number | null
  column_name: string | null
  reason: string
  says: string
  payload: Json<Record<string, string | null>>
  departments: Mask
  run_id: number
}

export interface CustomerTable {
  community_id: number
  customer_id: string
  name: string
  kind: 'person' | 'business'
  first_name: string | null
  middle_name: string | null
  last_name: string | null
  suffix: string | null
  business_name: string | null
  email: string | null
  phone: string | null
  phone2: string | null
  mailing_address: string | null
  city: string | null
  state: string | null
  postal_code: string | null
  tax_id_hash: string | null
  tax_id_last4: string | null
  status: 'active' | 'inactive'
  online_access: boolean | null
  confidential: boolean
  updated_at: Timestamp | null
  withheld_by: Json<WithheldBy[]>
  former_names: Json<FormerName[]>
  first_run: number
  changed_run: number
}

export interface AccountTable {
  community_id: number
  account_id: string
  account_number: string
  number_key: string
  former_numbers: Json<FormerNumber[]>
  module: string
  department: number
  status: AccountStatus
  source_status: string
  online_access: boolean | null
  service_address: string | null
  opened_on: string | null
  closed_on: string | null
  balance_cents: number
  updated_at: Timestamp | null
  withheld_by: Json<WithheldBy[]>
  verdict_valid_until: Timestamp | null
  first_run: number
  changed_run: number
}

export type HolderRole = 'owner' | 'tenant' | 'landlord' | 'cosigner' | 'other'

export interface HolderTable {
  community_id: number
  account_id: string
  customer_id: string
  role: HolderRole
  from_on: string
  to_on: string | null
}

export interface FormerHolderTable {
  community_id: number
  customer_id: string
  account_id: string
  account_number: string
  department: number
  ended_at: Timestamp
  run_id: number
}

export interface ChargeTable {
  community_id: number
  account_id: string
  charge_id: string
  kind: ChargeKind
  description: string | null
  amount_cents: number
  balance_cents: number
  posted_on: string | null
  due_on: string | null
}

export interface TombstoneTable {
  community_id: number
  kind: 'customer' | 'account'
  source_id: string
  label: string
  account_number: string | null
  number_key: string | null
  departments: Mask
  gone_at: Timestamp
  run_id: number
}

export interface AliasTable {
  community_id: number
  kind: 'customer' | 'account'
  from_id: string
  to_id: string
  at: Timestamp | null
  run_id: number
}

export interface ListingTable {
  community_id: number
  customer_id: string
  account_id: string
  module: string | null
  departments: Mask
  belongs: Mask
  words: string
}

export interface SearchKeyTable {
  community_id: number
  key: string
  customer_id: string
  departments: Mask
  belongs: Mask
  initials: Mask
  starts: Mask
}

export interface LexiconWordTable {
  community_id: number
  word: string
  no: number
}

export interface VerificationTable {
  community_id: number
  verification_id: number
  run_id: number
  verified_at: Timestamp
  duration_ms: number
  thorough: boolean
  customers: number
  equal: number
  differences: number
  pending: number
  kept: number
  source_digest: string
  copy_digest: string
  read_again: Generated<boolean>
}

/** One change of one record: `was` applied to the record as it was afterwards gives it as it was before. */
export interface VersionTable {
  community_id: number
  run_id: number
  version_no: Generated<number>
  at: Timestamp
  first_run: number | null
  kind: 'customer' | 'account'
  source_id: string
  cause: 'run' | 'settings' | 'date'
  holders: string | null
  departments: Mask | null
  was: Json<unknown> | null
}

export interface PastRejectionTable extends RejectedRowTable {
  /** The first run in which it was not rejected any more, or in another way. */
  until_run: number
}

/** The tables of one community: what a community context can reach. */
export interface CommunityTables {
  department: DepartmentTable
  run: RunTable
  source_cursor: SourceCursorTable
  source_record: SourceRecordTable
  rejected_row: RejectedRowTable
  customer: CustomerTable
  account: AccountTable
  holder: HolderTable
  former_holder: FormerHolderTable
  charge: ChargeTable
  tombstone: TombstoneTable
  alias: AliasTable
  listing: ListingTable
  search_key: SearchKeyTable
  lexicon_word: LexiconWordTable
  verification: VerificationTable
  version: VersionTable
  past_rejection: PastRejectionTable
}

/** The tables of the installation. */
export interface PlatformTables {
  'platform.community': {
    community_id: Generated<number>
    slug: string
    name: string
    source: string
    settings: Json<unknown>
    is_demo: Generated<boolean>
    created_at: Generated<Date>
    derived_as: string | null
    history_since: ColumnType<Date, Date | string | undefined, Date | string>
    paused_at: Timestamp | null
    paused_by: string | null
    paused_reason: string | null
  }
  'platform.sync_state': {
    community_id: number
    trigger: string
    started_at: Timestamp
    heard_at: Timestamp | null
    progress: Json<unknown> | null
    cancelled_by: string | null
    failures: Generated<number>
    retry_at: Timestamp | null
  }
  'platform.secret': { name: string; value: string }
  'platform.user_grant': {
    user_id: string
    community_id: number
    role: 'staff' | 'admin' | 'support'
    rights: string[]
    all_departments: boolean
    departments: Mask
    granted_at: Generated<Date>
  }
  'platform.sign_in_attempt': { email: string; failures: number; locked_until: Timestamp | null }
  'platform.audit': {
    audit_id: Generated<number>
    at: Generated<Date>
    community_id: number | null
    user_id: string | null
    action: string
    facts: Json<unknown>
  }
}

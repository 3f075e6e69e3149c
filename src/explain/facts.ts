import type { AccountStatus } from '../kernel/settings.ts'
import type { CustomerFields } from '../search/keys.ts'
import type { FormerNumber, WithheldBy } from '../store/index.ts'

/** What the asker may know about one subject: what the gates are pure functions of. Read by `knowable.ts` alone. */

export interface NamedCustomer {
  readonly customerId: string
  readonly name: string
}

export interface KnownAccount {
  readonly accountId: string
  readonly accountNumber: string
  readonly formerNumbers: readonly FormerNumber[]
  readonly module: string
  /** The bit of its department. */
  readonly department: number
  /** Null where it belongs to none. */
  readonly departmentName: string | null
  readonly status: AccountStatus
  readonly serviceAddress: string | null
  readonly balanceCents: number
  readonly withheldBy: readonly WithheldBy[]
  /**
   * `held`: the customer holds it now, as search sees it. `refused`: the source says so in a row that the import refused.
   * `ended`: it held it before.
   */
  readonly tie: 'held' | 'refused' | 'ended'
  /** When the customer stopped holding it (ISO day or instant), where it did. */
  readonly endedAt: string | null
  /** The others who hold it now. */
  readonly otherHolders: readonly NamedCustomer[]
}

/** A row of the source that the import refused. */
export interface Rejection {
  readonly kind: 'customer' | 'account' | 'holder' | 'charge' | 'merge'
  readonly customerId: string | null
  readonly accountId: string | null
  readonly accountNumber: string | null
  readonly label: string | null
  readonly file: string | null
  readonly line: number | null
  readonly column: string | null
  readonly reason: string
  readonly says: string
}

export interface KnownCustomer extends NamedCustomer {
  readonly fields: CustomerFields
  /** Keyed hash of its tax id, to be compared and never told. */
  readonly taxIdHash: string | null
  readonly withheldBy: readonly WithheldBy[]
  readonly accounts: readonly KnownAccount[]
  /** Accounts that it held before and that cannot be looked at any more. */
  readonly formerAccounts: readonly { readonly accountNumber: string; readonly endedAt: string }[]
  /** Rows of the source that would tie it to an account, and were refused. */
  readonly rejections: readonly Rejection[]
}

/** What a question is about. */
export type Subject =
  | { readonly kind: 'customer'; readonly customer: KnownCustomer }
  | {
      readonly kind: 'rejected'
      readonly customer: NamedCustomer | null
      readonly rejections: readonly Rejection[]
    }
  | {
      readonly kind: 'merged'
      /** The record that was merged; null where it is an account. */
      readonly customer: NamedCustomer | null
      readonly account: string | null
      readonly at: string | null
      readonly survivorId: string
    }
  | {
      readonly kind: 'deleted'
      readonly customer: NamedCustomer | null
      readonly account: string | null
      readonly goneAt: Date
      /** Who held the account when it was last seen. */
      readonly formerHolders: readonly NamedCustomer[]
    }
  | { readonly kind: 'without_holder'; readonly account: string }
  /** It exists in a department outside the asker's, and the community's settings allow that much to be said. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'unknown' }

/** The accounts through which the customer could be found: what it holds, or else what it held. */
export function candidateAccounts(customer: KnownCustomer): readonly KnownAccount[] {
  const lasting = customer.accounts.filter((account) => account.tie !== 'ended')
  return lasting.length > 0 ? lasting : customer.accounts
}

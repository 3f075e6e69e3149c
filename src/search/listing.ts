import { NO_DEPARTMENT, NO_DEPARTMENTS, maskOf, union, type DepartmentMask } from '../kernel/departments.ts'
import {
  accountKeys,
  customerKeys,
  remainderKeys,
  startsOf,
  type AccountFields,
  type CustomerFields,
} from './keys.ts'
import { signatureOfWords, unionOf, type Signature } from './signature.ts'

/**
 * From a record to what can be found of it. A customer is found through one of its accounts: a listing. This file is
 * pure and is the only one that says which listings and keys a customer has, so that what is stored can be compared with
 * what should be, and search and explanation cannot disagree.
 */

export interface ListedAccount extends AccountFields {
  readonly accountId: string
  readonly module: string
  /** The bit of its department; `NO_DEPARTMENT` for none. */
  readonly department: number
  /** The customer holds it now. */
  readonly held: boolean
  /** No rule withholds the account. */
  readonly shared: boolean
}

export interface ListedCustomer extends CustomerFields {
  /** No rule withholds the customer. */
  readonly shared: boolean
  readonly accounts: readonly ListedAccount[]
  /** Departments of accounts that it held before: they may know of it, and find nothing through them. */
  readonly formerDepartments: DepartmentMask
}

export interface Listing {
  readonly customerId: string
  /** '' where the customer is known through no account. */
  readonly accountId: string
  readonly module: string | null
  readonly departments: DepartmentMask
  readonly belongs: DepartmentMask
  /**
   * The words by which the customer is found through it, each after the code of its field, with a space before it and
   * after it: ` 2smith 3john `. So ` 2smi` finds a surname that begins so, and ` 2smith ` a whole one.
   */
  readonly words: string
}

export interface SearchKey {
  readonly key: string
  readonly customerId: string
  readonly departments: DepartmentMask
  readonly belongs: DepartmentMask
  /** Of all words of the listings that it is a key of. */
  readonly signature: Signature
}

export interface Findable {
  readonly listings: readonly Listing[]
  readonly keys: readonly SearchKey[]
}

/** The listings and keys of a customer of the copy. */
export function findableCustomer(customer: ListedCustomer): Findable {
  const own = customerKeys(customer)
  const entries = customer.accounts.map((account): Entry => {
    const belongs = maskOf(account.department)
    return {
      accountId: account.accountId,
      module: account.module,
      departments: customer.shared && account.shared && account.held ? belongs : NO_DEPARTMENTS,
      belongs,
      keys: account.held ? [...own, ...accountKeys(account, customer)] : own,
    }
  })
  if (customer.formerDepartments !== NO_DEPARTMENTS || entries.length === 0)
    entries.push({
      accountId: '',
      module: null,
      departments: NO_DEPARTMENTS,
      belongs:
        customer.formerDepartments === NO_DEPARTMENTS ? maskOf(NO_DEPARTMENT) : customer.formerDepartments,
      keys: own,
    })
  return gather(customer.customerId, entries)
}

/** The listing and keys of a customer who is only remembered: rejected, merged into another, or gone. */
export function findableRemainder(customerId: string, label: string, belongs: DepartmentMask): Findable {
  const mask = belongs === NO_DEPARTMENTS ? maskOf(NO_DEPARTMENT) : belongs
  return gather(customerId, [
    {
      accountId: '',
      module: null,
      departments: NO_DEPARTMENTS,
      belongs: mask,
      keys: remainderKeys(label, customerId),
    },
  ])
}

interface Entry extends Omit<Listing, 'customerId' | 'words'> {
  readonly keys: readonly string[]
}

function gather(customerId: string, entries: readonly Entry[]): Findable {
  const keys = new Map<string, Omit<SearchKey, 'key' | 'customerId'>>()
  const listings = entries.map(({ keys: own, ...listing }) => {
    const words = startsOf(own)
    const signature = signatureOfWords(words.map((word) => word.slice(1)))
    for (const key of own) {
      const known = keys.get(key)
      keys.set(key, {
        departments: union(known?.departments ?? NO_DEPARTMENTS, listing.departments),
        belongs: union(known?.belongs ?? NO_DEPARTMENTS, listing.belongs),
        signature: known ? unionOf(known.signature, signature) : signature,
      })
    }
    return { customerId, ...listing, words: ` ${words.join(' ')} ` }
  })
  return { listings, keys: [...keys].map(([key, shared]) => ({ key, customerId, ...shared })) }
}

import {
  NO_DEPARTMENT,
  NO_DEPARTMENTS,
  bitsOf,
  maskOf,
  union,
  type DepartmentMask,
} from '../kernel/departments.ts'
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

/**
 * A key is kept once for each signature: for those who see one listing of a customer the signature says nothing of the words
 * of another, so that what they find does not depend on what they may not know.
 */
export interface SearchKey {
  readonly key: string
  readonly customerId: string
  readonly departments: DepartmentMask
  readonly belongs: DepartmentMask
  /** Of all words of listings that the same people see. */
  readonly signature: Signature
}

export interface Findable {
  readonly listings: readonly Listing[]
  readonly keys: readonly SearchKey[]
}

/** The words of a listing, one by one: those of some fields, unless of all. */
export function wordsListed(words: string, fields?: ReadonlySet<string>): readonly string[] {
  if (fields === undefined) return words.trim().split(' ')
  const listed: string[] = []
  for (let from = 1; from < words.length;) {
    const end = words.indexOf(' ', from)
    if (fields.has(words.charAt(from))) listed.push(words.slice(from, end))
    from = end + 1
  }
  return listed
}

/** The listings and keys of a customer of the copy. */
export function findableCustomer(customer: ListedCustomer): Findable {
  const entries = customer.accounts.map((account): Entry => {
    const belongs = maskOf(account.department)
    return {
      accountId: account.accountId,
      module: account.module,
      departments: customer.shared && account.shared && account.held ? belongs : NO_DEPARTMENTS,
      belongs,
      keys: account.held ? accountKeys(account, customer) : [],
    }
  })
  if (customer.formerDepartments !== NO_DEPARTMENTS || entries.length === 0)
    entries.push(entryOfNone(customer.formerDepartments))
  return gather(customer.customerId, customerKeys(customer), entries)
}

/** The listing and keys of a customer who is only remembered: rejected, merged into another, or gone. */
export function findableRemainder(customerId: string, label: string, belongs: DepartmentMask): Findable {
  return gather(customerId, remainderKeys(label, customerId), [entryOfNone(belongs)])
}

/** A listing to be. */
interface Entry extends Omit<Listing, 'customerId' | 'words'> {
  /** Besides those of the customer. */
  readonly keys: readonly string[]
}

/** A customer that is known through no account. */
function entryOfNone(belongs: DepartmentMask): Entry {
  return {
    accountId: '',
    module: null,
    departments: NO_DEPARTMENTS,
    belongs: belongs === NO_DEPARTMENTS ? maskOf(NO_DEPARTMENT) : belongs,
    keys: [],
  }
}

/** For whom a key is, and what its signature says to them. */
type Shared = Omit<SearchKey, 'key' | 'customerId'>

/** @param own the keys of the customer, which are keys of each listing */
function gather(customerId: string, own: readonly string[], entries: readonly Entry[]): Findable {
  const listings: Listing[] = []
  const sharedOf: (readonly Shared[])[] = []
  for (const { keys, ...listing } of entries) {
    const words = startsOf([...own, ...keys])
    const { departments, belongs } = listing
    listings.push({ customerId, ...listing, words: ` ${words.join(' ')} ` })
    const signature = signatureOfWords(words.map((word) => word.slice(1)))
    // Bit by bit: how many keys somebody may know of must not depend on who else may.
    sharedOf.push(bitsOf(belongs).map((bit) => ({ departments: departments & bit, belongs: bit, signature })))
  }
  const keys: SearchKey[] = []
  // Keys that are shared alike stand together, as they are written together.
  const add = (these: readonly string[], of: readonly Shared[]) => {
    for (const each of of) for (const key of these) keys.push({ key, customerId, ...each })
  }
  const ofAll = apart(sharedOf.flat())
  add(own, ofAll)
  // Most have one account, and nothing of theirs is to be joined.
  if (entries.length === 1) add(entries[0]?.keys ?? [], ofAll)
  else for (const [key, of] of sharedByKey(entries, sharedOf)) add([key], apart(of))
  return { listings, keys }
}

function sharedByKey(
  entries: readonly Entry[],
  sharedOf: readonly (readonly Shared[])[],
): Map<string, Shared[]> {
  const byKey = new Map<string, Shared[]>()
  entries.forEach(({ keys }, i) => {
    for (const key of keys) {
      const known = byKey.get(key) ?? []
      byKey.set(key, known)
      known.push(...(sharedOf[i] ?? []))
    }
  })
  return byKey
}

/** Listings that the same people see are one; and those whose signatures are alike, whoever sees them. */
function apart(shared: readonly Shared[]): readonly Shared[] {
  if (shared.length === 1) return shared
  const seenAlike = joinedBy(shared, ({ departments, belongs }) => `${departments} ${belongs}`)
  return joinedBy(seenAlike, ({ signature: { initials, starts } }) => `${initials} ${starts}`)
}

function joinedBy(shared: Iterable<Shared>, nameOf: (each: Shared) => string): readonly Shared[] {
  return [...Map.groupBy(shared, nameOf).values()].map((alike) => alike.reduce(joined))
}

function joined(one: Shared, other: Shared): Shared {
  return {
    departments: union(one.departments, other.departments),
    belongs: union(one.belongs, other.belongs),
    signature: unionOf(one.signature, other.signature),
  }
}

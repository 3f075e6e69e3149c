import { randomFrom } from '../src/source/sample/random.ts'
import type { GeneratedCustomer } from '../src/source/sample/generate.ts'
import type { SourceKind, SourceValues } from '../src/source/port.ts'
import { NOWHERE, type KeptRows } from '../src/sync/kept-rows.ts'
import { packRow, textOf } from '../src/sync/pack.ts'
import type { ChangedAccount, ChangedCustomer } from '../src/sync/plan.ts'
import type { City } from './cities/cities.ts'
import { generateCity } from './cities/city-batches.ts'
import { COUNTRY } from './cities/vocabulary.ts'

export type Version = 'original' | 'changed'

/** A customer as the source has it, before and after a change, in the form in which a sync plans to apply it. */
export interface Changed extends Readonly<Record<Version, VersionOfCustomer>> {
  readonly customerId: string
  /** Somebody with all departments finds it. */
  readonly isShared: boolean
}

interface VersionOfCustomer {
  readonly customer: ChangedCustomer
  readonly accounts: readonly ChangedAccount[]
  /** Its whole name, as somebody would look for it. */
  readonly text: string
}

/** Persons of a city, spread over it, who hold all of their accounts alone. */
export function drawChanges(city: City, count: number, kept: KeptRows): Changed[] {
  const every = Math.max(1, Math.floor(city.customers / count / 4))
  const random = randomFrom('changes')
  const changes: Changed[] = []
  let at = 0
  for (const made of generateCity(city)) {
    const { customer, accounts, holders } = made
    if (at++ % every !== 0 || customer.customer_type !== 'person' || customer.last_name === undefined)
      continue
    if (accounts.length === 0 || holders.length !== accounts.length) continue
    const street = `${random.between(3_000, 9_000)} ${COUNTRY.street(random)}`
    const changed: GeneratedCustomer = {
      ...made,
      // No other customer has a surname like it, so what is found is what was changed.
      customer: {
        ...customer,
        last_name: `${COUNTRY.surname(random)}qu${changes.length}x`,
        mailing_address: street,
      },
      accounts: accounts.map((account) => ({ ...account, service_address: street })),
    }
    changes.push({
      customerId: customer.customer_id ?? '',
      isShared: isPlainPerson(customer) && accounts.some(isPlain),
      original: versionOf(made, kept),
      changed: versionOf(changed, kept),
    })
    if (changes.length === count) break
  }
  return changes
}

/** No rule of the bench's cities withholds such a customer, nor such an account. */
function isPlainPerson(customer: SourceValues): boolean {
  return customer.status === 'active' && customer.confidential !== 'Y' && isOpen(customer)
}

function isPlain(account: SourceValues): boolean {
  return account.status === 'A' && account.module === 'utility' && isOpen(account)
}

function isOpen({ online_access }: SourceValues): boolean {
  return online_access !== 'N'
}

function versionOf({ customer, accounts, holders }: GeneratedCustomer, kept: KeptRows): VersionOfCustomer {
  const text = packed('customers', customer)
  return {
    customer: { id: customer.customer_id ?? '', at: kept.add(text) },
    accounts: accounts.map((account) => {
      const own = packed('accounts', account)
      const held = holders.filter(({ account_id }) => account_id === account.account_id)
      const rows = held.map((holder) => packed('holders', holder))
      return {
        id: account.account_id ?? '',
        at: kept.add(own),
        lastHolder: rows.reduce((before, row) => kept.add(row, before), NOWHERE),
        lastCharge: NOWHERE,
        status: undefined,
      }
    }),
    text: [customer.last_name, customer.first_name].join(', '),
  }
}

function packed(kind: SourceKind, values: SourceValues): string {
  return textOf(kind, packRow(kind, { values }, 'no tax id is looked at'))
}

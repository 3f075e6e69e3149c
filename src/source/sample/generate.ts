import type { Day } from '../../kernel/clock.ts'
import type { SourceValues } from '../port.ts'
import { postBox, streetAddress, telephone } from './addresses.ts'
import { businessName } from './business-names.ts'
import type { CityModule, CityPlan } from './city-plan.ts'
import { daysBefore, type DaysBefore } from './days-before.ts'
import { emailOf, personName } from './people.ts'
import { randomFrom, weighted, type Random } from './random.ts'
import { TOWN, type Vocabulary } from './vocabulary.ts'

/** A customer with the rows that hang on it. */
export interface GeneratedCustomer {
  readonly customer: SourceValues
  readonly accounts: readonly SourceValues[]
  readonly holders: readonly SourceValues[]
  readonly charges: readonly SourceValues[]
}

export interface GenerateOptions {
  readonly city: CityPlan
  readonly customers: number
  readonly seed: string
  /** Dates are told back from this day. */
  readonly today: Day
  /** Account numbers that others have. */
  readonly taken?: ReadonlySet<string>
  /** What people and streets are called; as in a town unless told. */
  readonly vocabulary?: Vocabulary
}

/** The first number of generated customers; lower ones are for the cast. */
const FIRST_CUSTOMER = 10_001

/**
 * The customers of a city, one after the other, the same for the same options; nothing is kept, so that there may be any
 * number. A customer has 1.5 accounts and 3 charges on average.
 */
export function* generateCustomers(options: GenerateOptions): Generator<GeneratedCustomer> {
  const { city, customers, seed, vocabulary = TOWN } = options
  const random = randomFrom(seed)
  const ago = daysBefore(options.today)
  const modules = modulesOf(city)
  const numbers = accountNumbers(city, options.taken ?? new Set())
  for (let i = 0; i < customers; i++) {
    const customerId = city.customerIdPrefix + String(FIRST_CUSTOMER + i)
    const isBusiness = random.chance(0.17)
    const { customer, address } = generateCustomer(random, city, vocabulary, customerId, isBusiness, ago)
    const accounts: SourceValues[] = []
    const holders: SourceValues[] = []
    const charges: SourceValues[] = []
    for (let n = accountsOf(random); n > 0; n--) {
      const { accountId, number } = numbers.next().value
      const module = modules(random, isBusiness)
      const account = generateAccount(random, city, module, ago, {
        accountId,
        number,
        address: accounts.length === 0 ? address : streetAddress(random, vocabulary),
      })
      accounts.push(account.values)
      charges.push(...account.charges)
      holders.push(...holdersOf(random, city, customerId, accountId, module, i))
    }
    yield { customer, accounts, holders, charges }
  }
}

/** 1.5 on average. */
function accountsOf(random: Random): number {
  const at = random.next()
  return at < 0.01 ? 0 : at < 0.59 ? 1 : at < 0.91 ? 2 : 3
}

/** 2.03 on average; some accounts were never charged. */
function chargesOf(random: Random): number {
  const at = random.next()
  return at < 0.06 ? 0 : at < 0.135 ? 4 : random.between(1, 3)
}

function generateCustomer(
  random: Random,
  city: CityPlan,
  vocabulary: Vocabulary,
  customerId: string,
  isBusiness: boolean,
  ago: DaysBefore,
) {
  const person = personName(random, vocabulary)
  const business = isBusiness ? businessName(random, vocabulary) : ''
  const address = streetAddress(random, vocabulary)
  const inParts = city.nameColumns === 'parts'
  const given = [person.first, person.middle, person.suffix].filter((part) => part !== '').join(' ')
  const customer = filled({
    customer_id: customerId,
    name: inParts ? '' : business || `${person.last}, ${given}`,
    first_name: inParts && !isBusiness ? person.first : '',
    middle_name: inParts && !isBusiness ? person.middle : '',
    last_name: inParts && !isBusiness ? person.last : '',
    suffix: inParts && !isBusiness ? person.suffix : '',
    business_name: inParts ? business : '',
    customer_type: isBusiness ? 'business' : 'person',
    email: random.chance(0.55) ? emailOf(random, person) : '',
    phone: random.chance(0.8) ? telephone(random) : '',
    phone2: random.chance(0.12) ? telephone(random) : '',
    mailing_address: random.chance(0.15) ? postBox(random) : address,
    city: city.name,
    state: city.state,
    postal_code: city.postalCode,
    tax_id: random.chance(0.3) ? taxId(random, isBusiness) : '',
    status: random.chance(0.03) ? 'inactive' : 'active',
    online_access: random.chance(0.06) ? 'N' : random.chance(0.1) ? '' : 'Y',
    confidential: random.chance(0.005) ? 'Y' : random.chance(0.5) ? 'N' : '',
    updated_at: `${ago(random.between(1, 1500))}T${String(random.between(8, 17)).padStart(2, '0')}:30:00`,
  })
  return { customer, address }
}

/** A number that no authority gives out. */
function taxId(random: Random, isBusiness: boolean): string {
  const digits = (count: number) => String(random.between(0, 10 ** count - 1)).padStart(count, '0')
  return isBusiness ? `00-${digits(7)}` : `000-${digits(2)}-${digits(4)}`
}

interface NewAccount {
  readonly accountId: string
  readonly number: string
  readonly address: string
}

function generateAccount(
  random: Random,
  city: CityPlan,
  module: CityModule,
  ago: DaysBefore,
  { accountId, number, address }: NewAccount,
): { values: SourceValues; charges: SourceValues[] } {
  const at = random.next()
  const { active, closed, inactive } = city.statusWords
  const status = at < 0.86 ? active : at < 0.94 ? closed : random.pick(inactive)
  const charges: SourceValues[] = []
  let balance = 0
  for (let n = chargesOf(random); n > 0; n--) {
    const { kind, description, upTo } = random.pick(module.charges)
    const amount = random.between(Math.floor(upTo / 6), upTo)
    const open = random.chance(0.35) ? amount : 0
    const posted = random.between(3, 80)
    balance += open
    charges.push({
      charge_id: `${accountId}-${n}`,
      account_id: accountId,
      kind,
      description,
      amount: decimal(amount),
      balance: decimal(open),
      posted_on: ago(posted),
      due_on: ago(posted - 30),
    })
  }
  if (charges.length > 0 && random.chance(0.04)) balance = -random.between(100, 9_000)
  const values = filled({
    account_id: accountId,
    account_number: number,
    module: module.module,
    department: module.department,
    status,
    online_access: random.chance(0.05) ? 'N' : random.chance(0.05) ? '' : 'Y',
    service_address: address,
    opened_on: ago(random.between(1_600, 9_000)),
    closed_on: status === closed ? ago(random.between(40, 1_500)) : '',
    balance: decimal(balance),
    updated_at: '',
  })
  return { values, charges }
}

/** The customer itself; on some utility accounts a landlord or a cosigner beside it, who came before it. */
function holdersOf(
  random: Random,
  city: CityPlan,
  customerId: string,
  accountId: string,
  { module }: CityModule,
  index: number,
): SourceValues[] {
  const rents = module === 'utility' && index > 0 && random.chance(0.18)
  const own = { customer_id: customerId, account_id: accountId, role: rents ? 'tenant' : 'owner' }
  if (!rents) return [own]
  const other =
    city.customerIdPrefix + String(FIRST_CUSTOMER + random.between(Math.max(0, index - 400), index - 1))
  return [
    own,
    { customer_id: other, account_id: accountId, role: random.chance(0.8) ? 'landlord' : 'cosigner' },
  ]
}

function modulesOf(city: CityPlan) {
  const forAll = city.modules.filter((module) => !module.businessesOnly)
  const anyone = weighted(forAll, (rank) => forAll[rank]?.share ?? 0)
  const businesses = weighted(city.modules, (rank) => {
    const module = city.modules[rank]
    // A third of the accounts of a business are licences, as only businesses have them.
    return module?.businessesOnly ? 45 : (module?.share ?? 0)
  })
  return (random: Random, isBusiness: boolean) => (isBusiness ? businesses : anyone)(random)
}

/** Account ids in order, and numbers in the city's mask, which look random and are all different. */
function* accountNumbers(
  city: CityPlan,
  taken: ReadonlySet<string>,
): Generator<{ accountId: string; number: string }, never> {
  const digits = city.accountNumberMask.split('#').length - 1
  // A step that is odd and no multiple of 5 meets every number below a power of ten once.
  const step = 7_368_787 % 10 ** digits
  let at = 10 ** (digits - 1) + 4_321
  for (let i = 1; ; i++) {
    let number: string
    do {
      at = (at + step) % 10 ** digits
      number = inMask(city.accountNumberMask, String(at).padStart(digits, '0'))
    } while (taken.has(number))
    yield { accountId: `A${FIRST_CUSTOMER + i}`, number }
  }
}

/** `12345607` as `12.3456.07`. */
export function inMask(mask: string, digits: string): string {
  let at = 0
  return mask.replace(/#/g, () => digits.charAt(at++))
}

/** Cents as a decimal with a dot. */
export function decimal(cents: number): string {
  return (cents / 100).toFixed(2)
}

/** Without empty cells. */
export function filled(values: Record<string, string>): SourceValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

import type { SourceValues } from '../port.ts'
import { castOf, membersAt, type CastAccount, type CastMember, type Moment } from './cast.ts'
import type { CityPlan } from './city-plan.ts'
import type { DaysBefore } from './days-before.ts'
import { decimal, filled } from './generate.ts'
import type { SampleRecords } from './records.ts'

/** The rows of the cast in the export of a moment. */
export function castRecords(city: CityPlan, moment: Moment, ago: DaysBefore): SampleRecords {
  const { members, merges } = castOf(city)
  const present = membersAt(members, moment)
  const accounts = new Map<string, SourceValues>()
  const charges = new Map<string, SourceValues>()
  const holders: SourceValues[] = []
  for (const member of present)
    for (const account of member.accounts ?? []) {
      const values = accountRow(city, member, account, ago)
      const accountId = `A${account.id}`
      accounts.set(accountId, values)
      const kind = account.charge ?? (account.balance === undefined ? undefined : 'charge')
      if (kind !== undefined) charges.set(accountId, chargeRow(city, account, kind, ago))
      holders.push({
        customer_id: idOf(city, member.id),
        account_id: accountId,
        role: account.role ?? 'owner',
        from_on: ago(900),
      })
    }
  return {
    customers: present.map((member) => customerRow(city, member, ago)),
    accounts: [...accounts.values()],
    holders,
    charges: [...charges.values()],
    merges:
      moment === 'first'
        ? []
        : merges.map(({ from, to }) => ({
            from_id: idOf(city, from),
            to_id: idOf(city, to),
            kind: 'customer',
            at: ago(1),
          })),
  }
}

/** All account numbers that the cast has at any time. */
export function castNumbers(city: CityPlan): Set<string> {
  return new Set(castOf(city).members.flatMap(({ accounts }) => (accounts ?? []).map(({ number }) => number)))
}

/** What the demo page tells of a member, by customer id; of several states the newest. */
export function castStories(city: CityPlan): Map<string, string> {
  return new Map(castOf(city).members.map(({ id, story }) => [idOf(city, id), story]))
}

function idOf(city: CityPlan, id: number): string {
  return city.customerIdPrefix + String(id)
}

function customerRow(city: CityPlan, member: CastMember, ago: DaysBefore): SourceValues {
  return filled({
    customer_id: idOf(city, member.id),
    ...nameCells(city, member.name),
    customer_type: typeof member.name === 'string' ? 'business' : 'person',
    mailing_address: member.address,
    city: city.name,
    state: city.state,
    postal_code: city.postalCode,
    status: 'active',
    online_access: 'Y',
    updated_at: ago(200),
    ...member.customer,
  })
}

/** A name in the columns in which the city exports names. */
export function nameCells(city: CityPlan, name: readonly [string, string] | string): Record<string, string> {
  const inParts = city.nameColumns === 'parts'
  if (typeof name === 'string') return inParts ? { business_name: name } : { name }
  const [last, given] = name
  if (!inParts) return { name: given === '' ? last : `${last}, ${given}` }
  const [first = '', ...middle] = given.split(' ')
  return { last_name: last, first_name: first, middle_name: middle.join(' ') }
}

function accountRow(city: CityPlan, member: CastMember, account: CastAccount, ago: DaysBefore): SourceValues {
  const { closedDaysAgo } = account
  return filled({
    account_id: `A${account.id}`,
    account_number: account.number,
    module: account.module,
    department: departmentOf(city, account.module),
    status: closedDaysAgo === undefined ? city.statusWords.active : city.statusWords.closed,
    online_access: 'Y',
    service_address: member.address,
    opened_on: ago(2_000),
    closed_on: closedDaysAgo === undefined ? '' : ago(closedDaysAgo),
    balance: decimal(account.balance ?? 0),
    ...account.values,
  })
}

function chargeRow(city: CityPlan, account: CastAccount, kind: string, ago: DaysBefore): SourceValues {
  const module = city.modules.find((each) => each.module === account.module)
  return {
    charge_id: `A${account.id}-1`,
    account_id: `A${account.id}`,
    kind,
    description: kind === 'deposit' ? 'Deposit' : (module?.charges[0]?.description ?? 'Charge'),
    amount: decimal(account.balance ?? 6_000),
    balance: decimal(account.balance ?? 0),
    posted_on: ago(25),
    due_on: ago(-5),
  }
}

export function departmentOf(city: CityPlan, module: string): string {
  const found = city.modules.find((each) => each.module === module)
  if (!found) throw new Error(`${city.name} has no module ${module}`)
  return found.department
}

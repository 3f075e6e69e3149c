import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Community } from '../../src/kernel/community.ts'
import { lifeOf, stateAt, type State, type StoredVersion } from '../../src/history/replay.ts'
import { UNIT, accountQueries, accountsOf, customerQueries, customersOf } from '../../src/history/states.ts'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { makePortal, type TestPortal } from '../world/portal.ts'
import { LAW_TIMEOUT_MS, TODAY, generate, lawParameters, removeExports } from '../laws/community.ts'
import { citySketch, cityOf, editSketches, edited, policy, settingsWith } from '../laws/sketches.ts'
import type { Row } from '../laws/city.ts'
import { rowsOf } from '../sync/city.ts'

type Rows = readonly Record<string, unknown>[]
type Copy = Readonly<Record<'customer' | 'account' | 'holder' | 'charge', Rows>>

/** Not remembered: derived from other columns, or a count of runs. */
const DERIVED = ['community_id', 'first_run', 'changed_run', 'former_names', 'former_numbers', 'number_key']
const INSTANTS = ['updated_at', 'verdict_valid_until']

/** The copy as it is in the tables, without nulls. */
async function copyNow(store: Store, community: Community): Promise<Copy> {
  const read = async (table: keyof Copy) =>
    (await rowsOf(store, community, table)).map((row) =>
      Object.fromEntries(
        Object.entries(row)
          .filter(([name, value]) => value !== null && !DERIVED.includes(name))
          .map(([name, value]) => [
            name,
            INSTANTS.includes(name) ? new Date(String(value)).toISOString() : value,
          ]),
      ),
    )
  return {
    customer: sorted(await read('customer')),
    account: sorted(await read('account')),
    holder: sorted(await read('holder')),
    charge: sorted(await read('charge')),
  }
}

/** The copy as it was, from that of now and the versions: what each record was is taken apart into its rows again. */
async function copyAt(store: Store, { communityId }: Community, at: Date): Promise<Copy> {
  const all = () => sql<boolean>`true`
  const [people, ties, accounts, holders, charges, versions] = await store.as(communityId).read(
    () =>
      [
        ...customerQueries(communityId, all),
        ...accountQueries(communityId, all),
        sql<StoredVersion & { kind: string; id: string }>`select kind, source_id as id, version_no as no,
            run_id as "runId", at, cause, first_run as "firstRun", was from version where community_id = ${communityId}
            order by version_no desc`,
      ] as const,
  )
  const now = { customer: customersOf(people, ties), account: accountsOf(accounts, holders, charges) }
  const started = new Map(
    (await rowsOf(store, { communityId } as Community, 'run')).map((run) => [
      Number(run['run_id']),
      new Date(String(run['started_at'])),
    ]),
  )
  const copy: Record<keyof Copy, Record<string, unknown>[]> = {
    customer: [],
    account: [],
    holder: [],
    charge: [],
  }
  for (const kind of ['customer', 'account'] as const) {
    const theirs = Map.groupBy(
      versions.filter((version) => version.kind === kind),
      ({ id }) => id,
    )
    for (const id of new Set([...now[kind].keys(), ...theirs.keys()])) {
      const life = lifeOf(now[kind].get(id), theirs.get(id) ?? [], (runId) => started.get(runId))
      takeApart(copy, kind, id, stateAt(life, at))
    }
  }
  return {
    customer: sorted(copy.customer),
    account: sorted(copy.account),
    holder: sorted(copy.holder),
    charge: sorted(copy.charge),
  }
}

function takeApart(
  copy: Record<keyof Copy, Record<string, unknown>[]>,
  kind: 'customer' | 'account',
  id: string,
  state: State,
): void {
  if (state === null) return
  const { accounts: _, holders, charges, ...fields } = state
  copy[kind].push({ ...fields, [`${kind}_id`]: id })
  for (const [key, to] of Object.entries(holders ?? {})) {
    const [customer_id, role, from_on] = key.split(UNIT)
    copy.holder.push({ account_id: id, customer_id, role, from_on, ...(to === '' ? {} : { to_on: to }) })
  }
  for (const [charge_id, charge] of Object.entries(charges ?? {}))
    copy.charge.push({ account_id: id, charge_id, ...(charge as object) })
}

function sorted(rows: Rows): Rows {
  return rows.toSorted((a, b) => (JSON.stringify(order(a)) < JSON.stringify(order(b)) ? -1 : 1))
}

function order(row: Record<string, unknown>) {
  return Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** What a clerk of the system of record does in a minute: one field of one record, or a payment. */
const fieldEdits = fc.array(
  fc.record({
    what: fc.constantFrom('name', 'phone', 'tax_id', 'confidential', 'status', 'balance', 'department', 'pay', 'comes back'), // prettier-ignore
    i: fc.nat(30),
    value: fc.nat(3),
  }),
  { minLength: 1, maxLength: 6 },
)

describeOnEachDatabase('Going back through the versions', (database) => {
  let store: Store
  let portal: TestPortal
  beforeAll(async () => {
    store = await database.open()
    portal = makePortal(store, TODAY)
  })
  afterAll(removeExports)

  it(
    'from the copy of today gives, field by field, the copies as they were after each sync and each change of settings',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          citySketch,
          fc.array(fc.tuple(editSketches, fieldEdits), { minLength: 2, maxLength: 3 }),
          fc.array(policy, { minLength: 4, maxLength: 4 }),
          async (sketch, days, policies) => {
            const first = cityOf(sketch)
            const generated = await generate(portal, settingsWith(policies[0] as never), [first])
            const remembered: { at: Date; copy: Copy }[] = []
            const remember = async () => {
              remembered.push({ at: portal.clock.now(), copy: await copyNow(store, generated.community) })
              portal.clock.advance(60_000)
            }
            await remember()
            let city = first
            for (const [i, [edits, fields]] of days.entries()) {
              city = edited(city, edits)
              for (const { what, i: index, value } of fields) editField(city, first, what, index, value)
              portal.clock.advance(3_600_000)
              await generated.sync(city)
              await remember()
              await generated.changeSettings(settingsWith(policies[i + 1] as never))
              await remember()
              // A grace period or a tie may end in these days.
              portal.clock.advance(6 * 86_400_000)
              await portal.sync.refreshDueVerdicts(generated.community)
              await remember()
            }
            for (const { at, copy } of remembered)
              expect({ at, copy: await copyAt(store, generated.community, at) }).toEqual({ at, copy })
          },
        ),
        lawParameters(12),
      )
    },
    LAW_TIMEOUT_MS,
  )
})

function editField(
  city: ReturnType<typeof cityOf>,
  first: ReturnType<typeof cityOf>,
  what: string,
  i: number,
  value: number,
): void {
  const customer = city.customers[i % Math.max(1, city.customers.length)]
  const account = city.accounts[i % Math.max(1, city.accounts.length)]
  if (what === 'comes back') {
    const row = first.customers[i % first.customers.length] as Row
    if (!city.customers.some((each) => each['customer_id'] === row['customer_id'])) {
      city.customers.push({ ...row })
      const merges = city.merges.filter((merge) => merge['from_id'] !== row['customer_id'])
      city.merges.splice(0, city.merges.length, ...merges)
    }
  }
  if (customer && what === 'name') customer['name'] = `Renamed ${value}, Person`
  if (customer && what === 'phone')
    customer['phone'] = ['', '(303) 555-0142', '(970) 555-0100', ''][value] ?? ''
  if (customer && what === 'tax_id') customer['tax_id'] = `123-45-678${value}`
  if (customer && what === 'confidential') customer['confidential'] = value % 2 === 0 ? 'Y' : ''
  if (customer && what === 'status') customer['status'] = ['active', 'inactive', 'zzz', ''][value] ?? ''
  if (account && what === 'balance') account['balance'] = `${value}.50`
  if (account && what === 'department')
    account['department'] = ['Water', 'Licensing', 'Parks', ''][value] ?? ''
  if (account && what === 'pay')
    for (const charge of city.charges)
      if (charge['account_id'] === account['account_id']) charge['balance'] = String(value)
}

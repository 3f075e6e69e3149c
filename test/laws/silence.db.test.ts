import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Right, User } from '../../src/access/scope.ts'
import type { Question } from '../../src/explain/index.ts'
import { PortalError } from '../../src/kernel/errors.ts'
import { createCustomerRecords } from '../../src/search/index.ts'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { makePortal, type TestPortal } from '../world/portal.ts'
import { copyOf, takeOut, type City } from './city.ts'
import {
  LAW_TIMEOUT_MS,
  TODAY,
  generate,
  lawParameters,
  removeExports,
  scopeOf,
  type Generated,
} from './community.ts'
import {
  citySketch,
  cityOf,
  editSketches,
  edited,
  policy,
  searches,
  settingsWith,
  type ValueOf,
} from './sketches.ts'

/**
 * Silence: two worlds that differ only in records that a user may not know about give this user byte-identical answers.
 * The user is of some departments. The other world lacks accounts of other departments and of none, or has them changed;
 * it lacks the customers who are tied to nothing else; it has others instead; and its rows stand in another order. For those
 * who can only search, it also lacks every account that is withheld.
 */

const hiddenChange = fc.record({
  drop: fc.array(fc.boolean(), { minLength: 15, maxLength: 15 }),
  status: fc.constantFrom('A', 'F', 'D', 'zzz'),
  balance: fc.constantFrom('0', '99.99', 'much'),
  address: fc.constantFrom('', '118 Aspen Way', '9 Hidden Ln'),
  strangers: fc.nat(3),
  reverse: fc.boolean(),
})

type HiddenChange = ValueOf<typeof hiddenChange>

/** The other world on one day. `visible` says which accounts (by id) the user may know of. */
function otherWorld(city: City, departments: readonly string[], ties: Ties, change: HiddenChange): City {
  const other = copyOf(city)
  const hidden = (accountId: string | undefined) => !ties.accounts.has(accountId ?? '')
  other.accounts
    .filter((row) => hidden(row.account_id))
    .forEach((row) => {
      row.status = change.status
      row.balance = change.balance
      row.service_address = change.address
    })
  const gone = takeOut(
    other.accounts,
    (row) => hidden(row.account_id) && change.drop[Number(row.account_id?.slice(1)) % 15] === true,
  ).map((row) => row.account_id)
  takeOut(other.holders, (row) => gone.includes(row.account_id))
  takeOut(other.charges, (row) => gone.includes(row.account_id))
  const lost = takeOut(
    other.customers,
    (row) =>
      !ties.customers.has(row.customer_id ?? '') &&
      change.drop[Number(row.customer_id?.slice(1)) % 15] === true,
  ).map((row) => row.customer_id)
  takeOut(other.holders, (row) => lost.includes(row.customer_id))
  takeOut(other.merges, (row) => row.kind === 'customer' && lost.includes(row.to_id))
  takeOut(other.merges, (row) => row.kind === 'account' && gone.includes(row.to_id))
  const elsewhere =
    ['Licensing', 'Parks', 'Water', 'Courts'].find((name) => !departments.includes(name)) ?? ''
  for (let n = 0; n < change.strangers; n++) {
    other.customers.push({ customer_id: `S${n}`, name: 'Okafor, Lee', online_access: 'Y' })
    other.accounts.push({
      account_id: `SA${n}`,
      account_number: `12.340${n}.0${n}`,
      module: 'utility',
      department: elsewhere,
      status: 'A',
      service_address: '118 Aspen Way',
      balance: '10',
    })
    other.holders.push({ customer_id: `S${n}`, account_id: `SA${n}`, role: 'owner' })
  }
  if (change.reverse) for (const rows of Object.values(other)) (rows as unknown[]).reverse()
  return other
}

interface Ties {
  /** Accounts of the user's departments. */
  readonly accounts: ReadonlySet<string>
  /** Customers that were tied to one of them on some day. */
  readonly customers: ReadonlySet<string>
}

function tiesOf(days: readonly City[], departments: readonly string[]): Ties {
  const accounts = new Set(
    days.flatMap((city) =>
      city.accounts
        .filter((row) => departments.includes(row.department ?? ''))
        .map((row) => row.account_id ?? ''),
    ),
  )
  const customers = new Set(
    days.flatMap((city) =>
      city.holders.filter((row) => accounts.has(row.account_id ?? '')).map((row) => row.customer_id ?? ''),
    ),
  )
  return { accounts, customers }
}

describeOnEachDatabase('Silence', (database) => {
  let store: Store
  let portal: TestPortal
  beforeAll(async () => {
    store = await database.open()
    portal = makePortal(store, TODAY)
  })
  afterAll(removeExports)

  /** Everything that the user can be told, as text. */
  async function answersTo(
    generated: Generated,
    user: User,
    questions: readonly Question[],
  ): Promise<string[]> {
    const { community } = generated
    const records = createCustomerRecords({ store })
    const scope = scopeOf(user, community)
    const answers: string[] = []
    // After the run of yesterday, before that of today, and after it.
    const moments = [86_000_000, 3_600_000, 1].map((ms) => new Date(new Date(TODAY).getTime() + 60_000 - ms))
    for (const question of questions) {
      answers.push(
        await told(() => portal.explain.explain({ community, question, asker: user, viewer: user })),
      )
      answers.push(await told(() => portal.explain.listCandidates({ community, question, asker: user })))
      const { customer, text, filters } = question
      if (customer !== undefined) {
        answers.push(await told(() => records.find(community, scope, customer)))
        answers.push(await told(() => records.findSurvivor(community, scope, customer)))
        answers.push(await told(() => portal.history.ofCustomer(community, scope, customer)))
        for (const at of moments)
          answers.push(await told(() => portal.history.customerAt(community, scope, customer, at)))
      }
      if (text !== undefined && customer === undefined)
        answers.push(
          await told(() =>
            portal.search.search(community, scope, {
              text,
              ...(filters === undefined ? {} : { filters }),
            }),
          ),
        )
    }
    for (const runId of [1, 2, 3])
      answers.push(await told(() => portal.history.changesOf(community, scope, runId)))
    return answers
  }

  it(
    'holds: what a user may not know about changes no byte of any answer',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          citySketch,
          editSketches,
          policy,
          fc.constantFrom(['Water'], ['Licensing'], ['Water', 'Parks'], []),
          fc.constantFrom<readonly Right[]>(
            ['search', 'explain'],
            ['search', 'explain'],
            ['search'],
            ['explain'],
          ),
          searches,
          hiddenChange,
          async (sketch, edits, eligibility, departments, rights, asked, change) => {
            const before = cityOf(sketch)
            const days = [before, edited(before, edits)]
            const ties = tiesOf(days, departments)
            const others = days.map((city) => otherWorld(city, departments, ties, change))
            const one = await generate(portal, settingsWith(eligibility), days)
            if (!rights.includes('explain'))
              dropAccounts(others.at(-1), await listWithheld(store, one.community.communityId))
            const other = await generate(portal, settingsWith(eligibility), others)
            const everything = [...days, ...others]
            const questions: Question[] = [
              ...unique(everything, 'customers', 'customer_id').map((customer) => ({ customer })),
              ...unique(everything, 'merges', 'from_id').map((customer) => ({ customer, live: true })),
              ...unique(everything, 'accounts', 'account_number').map((account) => ({ account })),
              { customer: 'C99', live: true },
              { customer: 'C1', live: true },
              { account: '12.3401.01', live: true },
              { text: '' },
              ...asked.flatMap(({ text, module }) => [
                { text },
                { text, customer: 'C2' },
                ...(module === undefined ? [] : [{ text, filters: { module } }]),
              ]),
            ]
            const who = { departments, rights }
            const answers = await answersTo(one, await one.user(who), questions)
            expect(await answersTo(other, await other.user(who), questions)).toEqual(answers)
          },
        ),
        lawParameters(12),
      )
    },
    LAW_TIMEOUT_MS,
  )
})

function dropAccounts(city: City | undefined, ids: ReadonlySet<string>): void {
  for (const file of ['accounts', 'holders', 'charges'] as const)
    if (city) takeOut(city[file], (row) => ids.has(row.account_id ?? ''))
}

async function listWithheld(store: Store, communityId: number): Promise<ReadonlySet<string>> {
  const [rows] = await store.as(communityId).read((db) => [
    db
      .selectFrom('account')
      .select('account_id')
      .where('community_id', '=', communityId)
      .where(sql<boolean>`withheld_by <> '[]'`),
  ])
  return new Set(rows.map((row) => row.account_id))
}

async function told(ask: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await ask()) ?? 'nothing'
  } catch (error) {
    if (error instanceof PortalError) return `${error.code}: ${error.message}`
    throw error
  }
}

function unique(days: readonly City[], file: keyof City, column: string): string[] {
  return [...new Set(days.flatMap((city) => city[file].map((row) => row[column] ?? '')))].sort()
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Explanation } from '../../src/explain/index.ts'
import { takeOut } from '../laws/city.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { hold, openCedarHollow, type CedarHollow } from './cedar-hollow.ts'

const NEXT_SYNC = '2026-11-20T16:16:58.000Z'

function gate(explanation: Explanation, name: string) {
  const found = explanation.gates.find((each) => each.gate === name)
  if (!found) throw new Error(`There is no gate ${name}`)
  return found
}

/** The only failure of a gate. */
function failureAt(explanation: Explanation, name: string) {
  const { failures, outcome } = gate(explanation, name)
  expect({ outcome, failures: failures.length }).toEqual({ outcome: 'fail', failures: 1 })
  return failures[0]
}

function outcomes({ gates }: Explanation) {
  return gates.map(({ outcome }) => outcome)
}

describeOnEachDatabase('Why a customer is not listed', (database) => {
  let city: CedarHollow
  beforeAll(async () => {
    city = await openCedarHollow(await database.open())
  })
  afterAll(() => city.leave())

  it('says that a customer who is shown passes all six gates, and when the data was true', async () => {
    const explanation = await city.ask({ customer: 'C101', text: 'nunez aspen' })
    expect(explanation).toMatchObject({
      outcome: 'shown',
      subject: { customerId: 'C101', name: 'Núñez, Ana María' },
      live: null,
      dataAsOf: '2026-11-20T16:05:00.000Z',
      nextSyncAt: NEXT_SYNC,
    })
    expect(outcomes(explanation)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass', 'pass'])
    expect(explanation.subject?.accounts[0]).toEqual({
      accountNumber: '12.3456.07',
      module: 'utility',
      department: 'Water',
      status: 'active',
      serviceAddress: '118 Aspen Way',
      balanceCents: 8420,
      shared: true,
    })
  })

  describe('gate 1, synced', () => {
    it('never_seen: tells what to try, whoever is asked for, and looks at the source', async () => {
      const explanation = await city.ask({ customer: 'C999' })
      expect(explanation).toMatchObject({
        outcome: 'not_found',
        subject: null,
        live: { asked: '2026-11-20T16:05:00.000Z', found: false, differs: [] },
      })
      expect(failureAt(explanation, 'synced')).toEqual({
        code: 'never_seen',
        says: 'We could not find "C999" here.',
        evidence: { asked: 'C999', foundInSource: false },
        remedy: {
          who: 'you',
          says: 'Try the last name only, or part of the account number. If the customer is new in Caselle, look again after the next sync (9:16 AM on 20 November 2026). If it is still missing, check that it is active in Caselle, and then ask a portal administrator.',
        },
      })
      expect(outcomes(explanation).slice(1)).toEqual(Array(5).fill('not_asked'))
    })

    it('change_pending: a customer who is new in the source since our last sync comes with the next', async () => {
      city.city.customers.push({ customer_id: 'C200', name: 'New, Nina' })
      city.portal.clock.advance(60_000)
      city.writeExport()
      const explanation = await city.ask({ customer: 'C200' })
      expect(explanation).toMatchObject({ outcome: 'not_found', live: { found: true } })
      expect(failureAt(explanation, 'synced')).toMatchObject({
        code: 'change_pending',
        says: '"C200" is in Caselle now, but was not when the portal last read it (9:05 AM on 20 November 2026).',
        remedy: {
          who: 'wait',
          says: 'It comes with the next sync (9:16 AM on 20 November 2026).',
          effectiveAt: NEXT_SYNC,
        },
      })
      takeOut(city.city.customers, (row) => row.customer_id === 'C200')
      city.writeExport()
    })

    it('rejected: names the row that the import refused, and why', async () => {
      const explanation = await city.ask({ customer: 'C109' })
      expect(explanation.subject).toEqual({ customerId: 'C109', name: 'Weiss, Karl', accounts: [] })
      expect(failureAt(explanation, 'synced')).toMatchObject({
        code: 'rejected',
        says: 'The import refused the record: "gone fishing" is none of active, inactive.',
        evidence: { file: 'customers.csv', line: 10, column: 'status' },
        remedy: {
          who: 'system_of_record',
          says: 'Correct it in Caselle (customers.csv, line 10, column status). It shows here after the next sync (9:16 AM on 20 November 2026).',
          effectiveAt: NEXT_SYNC,
        },
      })
      expect(outcomes(explanation)).toEqual([
        'fail',
        'unknown',
        'unknown',
        'unknown',
        'not_asked',
        'not_asked',
      ])
    })

    it('rejected: names the account of a customer that the import refused', async () => {
      for (const question of [{ customer: 'C110' }, { account: '31.0110.01' }]) {
        const explanation = await city.ask(question)
        expect(explanation.subject).toMatchObject({ customerId: 'C110' })
        expect(failureAt(explanation, 'synced')).toMatchObject({
          code: 'rejected',
          evidence: { account: '31.0110.01', column: 'balance' },
        })
      }
    })

    it('rejected: does not tell the line to those who may not know how many records stand before it', async () => {
      const water = city.user({ departments: ['Water'] })
      const failure = failureAt(await city.ask({ customer: 'C109' }, water), 'synced')
      expect(failure?.evidence).toMatchObject({ file: 'customers.csv', line: null, column: 'status' })
    })

    it('deleted_in_source: says since when the portal knows that a customer is gone', async () => {
      const explanation = await city.ask({ text: 'bauer eva' })
      expect(explanation.subject).toEqual({ customerId: 'C111', name: 'Bauer, Eva', accounts: [] })
      expect(failureAt(explanation, 'synced')).toMatchObject({
        code: 'deleted_in_source',
        says: 'The customer is not in Caselle any more. The portal has known since 9:05 AM on 20 November 2026.',
        remedy: { who: 'system_of_record', effectiveAt: NEXT_SYNC },
      })
    })

    it('deleted_in_source: says whose a deleted account was', async () => {
      const explanation = await city.ask({ account: '31011701' })
      expect(failureAt(explanation, 'synced')).toMatchObject({
        code: 'deleted_in_source',
        says: 'Account 31.0117.01 is not in Caselle any more. The portal has known since 9:05 AM on 20 November 2026. It belonged to Hart, Ivy (C116).',
      })
    })
  })

  describe('gate 2, current', () => {
    it('merged_into: names the survivor and explains it in turn', async () => {
      const explanation = await city.ask({ customer: 'C112', text: 'nunez' })
      expect(explanation.subject).toMatchObject({ customerId: 'C112', name: 'Nunez, Ana M' })
      expect(failureAt(explanation, 'current')).toMatchObject({
        code: 'merged_into',
        says: 'This record was merged into Núñez, Ana María (C101) in Caselle (1:00 PM on 19 November 2026).',
        evidence: {
          survivor: { customerId: 'C101', name: 'Núñez, Ana María', outcome: 'shown', failures: [] },
        },
        remedy: { who: 'you', says: 'Open Núñez, Ana María (C101) instead.' },
      })
    })

    it('reassigned_to: names who holds the account now', async () => {
      const explanation = await city.ask({ customer: 'C113' })
      expect(failureAt(explanation, 'current')).toMatchObject({
        code: 'reassigned_to',
        says: 'Account 31.0113.01 has a new holder in Caselle since 9:05 AM on 20 November 2026: Núñez, Ana María (C101).',
        evidence: { account: '31.0113.01', newHolders: [{ customerId: 'C101' }] },
        remedy: { who: 'system_of_record' },
      })
    })

    it('renumbered: finds the account by the number that it had, and says so', async () => {
      const explanation = await city.ask({ account: '31.0116.01' })
      expect(explanation).toMatchObject({ outcome: 'shown', subject: { customerId: 'C116' } })
      expect(gate(explanation, 'current').notes).toEqual([
        {
          code: 'renumbered',
          says: 'Account 55.2116.01 was 31.0116.01 until 9:05 AM on 20 November 2026.',
          evidence: {
            account: '55.2116.01',
            formerNumber: '31.0116.01',
            until: '2026-11-20T16:05:00.000Z',
          },
        },
      ])
    })

    it('no_holder: says that nobody holds the account', async () => {
      const explanation = await city.ask({ account: '31.0115.01' })
      expect(explanation).toMatchObject({ outcome: 'not_shown', subject: null })
      expect(failureAt(explanation, 'current')).toMatchObject({
        code: 'no_holder',
        says: 'Account 31.0115.01 is in the portal, but Caselle names no customer who holds it.',
      })
    })
  })

  describe('gate 3, eligible', () => {
    it('account_closed: says since when, and that nothing has to be done if that is right', async () => {
      await city.changeSettings({ eligibility: { modules: ['utility'] } })
      const explanation = await city.ask({ customer: 'C102' })
      expect(gate(explanation, 'eligible').failures).toMatchObject([
        {
          code: 'account_closed',
          says: 'Account 31.0044.02 is closed in Caselle, since 2 November 2026.',
          evidence: { account: '31.0044.02', closedOn: '2026-11-02' },
          remedy: {
            who: 'system_of_record',
            says: 'Nothing to do if that is right. To show it again, reopen the account in Caselle. It shows here after the next sync (9:16 AM on 20 November 2026).',
            effectiveAt: NEXT_SYNC,
          },
        },
        {
          code: 'module_not_shared',
          says: 'Account BL-2024-017 belongs to the module "business_license", which this community does not share with the portal.',
          evidence: { account: 'BL-2024-017', module: 'business_license' },
          remedy: { who: 'portal_admin' },
        },
      ])
      await city.changeSettings({ eligibility: { modules: 'all' } })
    })

    it('account_closed: is a note where the customer is shown through another account', async () => {
      const explanation = await city.ask({ customer: 'C102' })
      expect(explanation.outcome).toBe('shown')
      expect(gate(explanation, 'eligible')).toMatchObject({
        outcome: 'pass',
        failures: [],
        notes: [
          {
            code: 'account_withheld',
            says: 'Account 31.0044.02 is not shown with this customer. Account 31.0044.02 is closed in Caselle, since 2 November 2026.',
            evidence: { account: '31.0044.02', codes: ['account_closed'] },
          },
        ],
      })
    })

    it('account_inactive: tells the customer from the account, and names every reason', async () => {
      expect(failureAt(await city.ask({ customer: 'C103' }), 'eligible')).toMatchObject({
        code: 'account_inactive',
        says: 'The customer is inactive in Caselle.',
        evidence: { of: 'customer' },
      })
      expect(gate(await city.ask({ customer: 'C104' }), 'eligible').failures).toMatchObject([
        { code: 'account_inactive', says: 'Account 31.0104.01 is inactive in Caselle.' },
        {
          code: 'not_marked_online',
          says: 'Account 31.0104.01 is not marked for online access in Caselle.',
          remedy: {
            says: 'Set online access to Y on the account in Caselle. It shows here after the next sync (9:16 AM on 20 November 2026).',
          },
        },
      ])
    })

    it('not_marked_online: says that the mark of the customer is missing', async () => {
      expect(failureAt(await city.ask({ text: "o'brien" }), 'eligible')).toMatchObject({
        code: 'not_marked_online',
        says: 'The customer is not marked for online access in Caselle.',
      })
    })

    it('confidential: says so to those who may explain', async () => {
      expect(failureAt(await city.ask({ customer: 'C106' }), 'eligible')).toMatchObject({
        code: 'confidential',
        says: 'The customer is marked confidential in Caselle.',
      })
    })

    it('no_eligible_balance: says what the community asks for', async () => {
      await city.changeSettings({ eligibility: { balance: { require: 'owing' } } })
      expect(failureAt(await city.ask({ customer: 'C118' }), 'eligible')).toMatchObject({
        code: 'no_eligible_balance',
        says: 'Account 31.0118.01 owes nothing that counts. This community shows only accounts with a balance due.',
      })
      await city.changeSettings({ eligibility: { balance: { require: 'any' } } })
      expect(failureAt(await city.ask({ customer: 'C118' }), 'eligible')).toMatchObject({
        says: 'Account 31.0118.01 has no charge or balance that counts. This community shows only accounts that have one.',
      })
      await city.changeSettings({ eligibility: { balance: { require: 'none' } } })
    })

    it('no_account: says that customers are found through their accounts', async () => {
      expect(failureAt(await city.ask({ customer: 'C108' }), 'eligible')).toMatchObject({
        code: 'no_account',
        says: 'The customer has no account. Customers are found through their accounts.',
      })
    })
  })

  describe('gate 4, permitted', () => {
    const admin = { email: 'admin@cedarhollow.gov', role: 'admin' } as const

    it('other_department: names the department that the viewer lacks', async () => {
      const water = city.user({ departments: ['Water'] })
      const explanation = await city.ask({ customer: 'C114' }, city.user(admin), water)
      expect(failureAt(explanation, 'permitted')).toMatchObject({
        code: 'other_department',
        says: 'Account BL-2024-114 belongs to Licensing, which is not in the access of ana@cedarhollow.gov.',
        evidence: { account: 'BL-2024-114', department: 'Licensing' },
        remedy: { who: 'portal_admin' },
      })
    })

    it('other_community and no_search_right: say what the viewer lacks', async () => {
      const stranger = city.portal.userWith('stranger@example.gov', [])
      expect(
        failureAt(await city.ask({ customer: 'C101' }, city.user(admin), stranger), 'permitted'),
      ).toMatchObject({
        code: 'other_community',
        says: 'stranger@example.gov has no access to this community. Customers of other communities are never shown.',
      })
      const mute = city.user({ rights: ['explain'] })
      expect(failureAt(await city.ask({ customer: 'C101' }, mute), 'permitted')).toMatchObject({
        code: 'no_search_right',
        says: 'You have no right to search in this community.',
      })
    })

    it('says always that customers of other communities are never shown', async () => {
      for (const customer of ['C101', 'C102', 'C999'])
        expect(gate(await city.ask({ customer }), 'permitted').notes).toContainEqual({
          code: 'other_community',
          says: 'Customers of other communities are never shown here.',
          evidence: { allDepartments: true },
        })
    })

    it('refuses staff who ask for somebody else', async () => {
      const other = city.user({ email: 'bea@cedarhollow.gov' })
      await expect(city.ask({ customer: 'C101' }, city.user(), other)).rejects.toThrow(
        'Only an administrator or support of Cedar Hollow can ask why somebody else does not see a customer: ask for yourself.',
      )
    })
  })

  describe('gate 5, matched', () => {
    it('term_not_matched: names the term, and what it was compared with', async () => {
      const explanation = await city.ask({ customer: 'C103', text: 'okafor' })
      expect(failureAt(explanation, 'matched')).toMatchObject({
        code: 'term_not_matched',
        says: '"okafor" does not begin any word of this customer. It was compared with name (Lee, Grace), customer number (C103) and account number (31.0103.01).',
        evidence: { term: 'okafor', comparedWith: [{ field: 'name', value: 'Lee, Grace' }, {}, {}] },
        remedy: { who: 'you', says: 'Search without "okafor", or with fewer letters of it.' },
      })
    })

    it('says which word was guessed at, or left out, where nobody fits as typed', async () => {
      const noteOn = async (text: string) => {
        const { gates } = await city.ask({ customer: 'C103', text })
        return gates.find(({ gate }) => gate === 'matched')
      }
      expect(await noteOn('lee anna')).toMatchObject({
        outcome: 'pass',
        notes: [{ code: 'guessed', evidence: { terms: [{ term: 'anna', how: 'left_out', word: null }] } }],
      })
      expect(await noteOn('lee grase')).toMatchObject({
        outcome: 'pass',
        notes: [
          {
            says: 'Too few customers fit the search as it was typed, so that others are listed behind them: "grase" was taken for "grace".',
          },
        ],
      })
    })

    it('term_not_matched: finds who is meant where one word of the search is wrong', async () => {
      const explanation = await city.ask({ text: 'Weiss Kurt' })
      expect(explanation.subject).toMatchObject({ customerId: 'C109' })
    })

    it('filter_excludes: names the filter', async () => {
      const explanation = await city.ask({
        customer: 'C114',
        text: 'ferro',
        filters: { module: 'utility' },
      })
      expect(failureAt(explanation, 'matched')).toMatchObject({
        code: 'filter_excludes',
        evidence: { filter: 'module', value: 'utility', has: ['business_license'] },
        says: 'The search is limited to "Kind: Utility". This customer has "Business license".',
        remedy: { who: 'you', says: 'Search without "Kind: Utility".' },
      })
    })
  })

  describe('the look at the source', () => {
    it('tells where the source differs now, in its own words', async () => {
      const row = city.city.accounts.find((each) => each.account_id === 'U104')
      Object.assign(row ?? {}, { status: 'active' })
      city.writeExport()
      const explanation = await city.ask({ customer: 'C104', live: true })
      expect(explanation.live).toEqual({
        asked: city.portal.clock.now().toISOString(),
        found: true,
        differs: [{ field: 'account 31.0104.01 status', source: 'active', portal: 'D' }],
      })
      expect(gate(explanation, 'synced').notes).toMatchObject([
        {
          code: 'change_pending',
          says: 'Caselle now differs in account 31.0104.01 status. The portal has it after the next sync (9:16 AM on 20 November 2026).',
        },
      ])
      Object.assign(row ?? {}, { status: 'D' })
      city.writeExport()
    })
  })
})

describeOnEachDatabase('Why a customer is not on the page', (database) => {
  it('below_the_fold: tells the rank and the page', async () => {
    const city = await openCedarHollow(await database.open())
    for (let i = 0; i < 25; i++) {
      const id = `X${String(i).padStart(2, '0')}`
      city.city.customers.push({ customer_id: id, name: `Quint, ${String.fromCharCode(65 + i)}a` })
      city.city.accounts.push({
        account_id: id,
        account_number: `90.${1000 + i}`,
        module: 'utility',
        status: 'active',
      })
      hold(city.city, id, id)
    }
    await city.sync()
    const explanation = await city.ask({ customer: 'X24', text: 'quint' })
    expect(explanation.outcome).toBe('not_shown')
    expect(failureAt(explanation, 'shown')).toEqual({
      code: 'below_the_fold',
      says: 'The customer is number 25 of the results, on page 2. A page has 20.',
      evidence: { rank: 25, page: 2, pageSize: 20 },
      remedy: { who: 'you', says: 'Open page 2, or add another word to the search.' },
    })
    city.leave()
  })

  it('sync_paused: says who paused it and why, and promises no time', async () => {
    const city = await openCedarHollow(await database.open())
    city.portal.clock.advance(3_600_000)
    await city.portal.communities.pause(city.community.slug, { by: 'Priya Shah', reason: 'a new server' })
    const community = await city.portal.communities.get(city.community.slug)
    const ask = (customer: string) => {
      const asker = city.user()
      return city.portal.explain.explain({ community, question: { customer }, asker, viewer: asker })
    }
    const closed = await ask('C103')
    expect(closed.nextSyncAt).toBeNull()
    expect(gate(closed, 'synced').notes).toMatchObject([
      {
        code: 'sync_paused',
        says: 'The portal does not read Caselle by itself now: Priya Shah paused it at 10:05 AM on 20 November 2026 (“a new server”).',
      },
    ])
    const remedy = gate(closed, 'eligible').failures[0]?.remedy
    expect(remedy?.says).toContain('It shows here after the next sync (no time is set: syncing is paused).')
    expect(remedy).not.toHaveProperty('effectiveAt')

    city.city.customers.push({ customer_id: 'C200', name: 'Young, Yara' })
    city.writeExport()
    const { remedy: pending } = failureAt(await ask('C200'), 'synced') ?? {}
    expect(pending).toMatchObject({ who: 'portal_admin' })
    expect(pending?.says).toContain('resume')
    expect(pending).not.toHaveProperty('effectiveAt')
    city.leave()
  })

  it('sync_overdue: tells when the source was last read', async () => {
    const city = await openCedarHollow(await database.open())
    city.portal.clock.advance(3_600_000)
    expect(gate(await city.ask({ customer: 'C101' }), 'synced').notes).toMatchObject([
      {
        code: 'sync_overdue',
        says: 'The portal last read Caselle at 9:05 AM on 20 November 2026. A newer sync was due at 9:16 AM on 20 November 2026.',
      },
    ])
    city.leave()
  })

  it('source_unreachable: answers from the copy when the source cannot be read', async () => {
    const city = await openCedarHollow(await database.open())
    city.leave()
    const explanation = await city.ask({ customer: 'C101', live: true })
    expect(explanation).toMatchObject({
      outcome: 'shown',
      live: { found: false, unreachable: 'its data could not be read.' },
    })
    expect(gate(explanation, 'synced').notes).toMatchObject([
      {
        code: 'source_unreachable',
        says: 'Caselle could not be asked just now: its data could not be read.',
      },
    ])
  })
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { takeOut } from '../laws/city.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCedarHollow, type CedarHollow } from './cedar-hollow.ts'

describeOnEachDatabase('What the asker may know of', (database) => {
  let city: CedarHollow
  beforeAll(async () => {
    city = await openCedarHollow(await database.open())
  })
  afterAll(() => city.leave())

  it('ends at the departments of the asker: the open licence of a customer changes no byte for a clerk of Water', async () => {
    const water = city.user({ departments: ['Water'] })
    const [withLicence] = await Promise.all([city.ask({ customer: 'C102', text: 'okafor bl' }, water)])
    expect(withLicence).toMatchObject({
      outcome: 'not_shown',
      subject: { accounts: [{ accountNumber: '31.0044.02' }] },
    })
    const licence = takeOut(city.city.accounts, (row) => row.account_id === 'L102')
    const holder = takeOut(city.city.holders, (row) => row.account_id === 'L102')
    await city.sync()
    expect(JSON.stringify(await city.ask({ customer: 'C102', text: 'okafor bl' }, water))).toBe(
      JSON.stringify(withLicence),
    )
    city.city.accounts.push(...licence)
    city.city.holders.push(...holder)
    await city.sync()
  })

  it('says the same of somebody in another department and of somebody who does not exist', async () => {
    const water = city.user({ departments: ['Water'] })
    const answers = await Promise.all(
      [
        { customer: 'C114', live: true },
        { customer: 'C999', live: true },
      ].map(async (question) =>
        JSON.stringify(await city.ask(question, water)).replaceAll(question.customer, 'ID'),
      ),
    )
    expect(answers[0]).toBe(answers[1])
    expect(JSON.parse(answers[0] ?? '')).toMatchObject({ outcome: 'not_found', live: { found: false } })
    expect(JSON.stringify(await city.ask({ account: 'BL-2024-114' }, water))).toContain('We could not find')
    expect((await city.ask({ text: 'ferro' }, water)).outcome).toBe('not_found')
  })

  it('includes records of no department only for those with all departments', async () => {
    expect((await city.ask({ customer: 'C108' })).outcome).toBe('not_shown')
    const everyName = city.user({ departments: ['Water', 'Licensing'] })
    expect((await city.ask({ customer: 'C108' }, everyName)).outcome).toBe('not_found')
  })

  it('includes an alias where its survivor is known, and not otherwise', async () => {
    const licensing = city.user({ departments: ['Licensing'] })
    expect((await city.ask({ customer: 'C112' }, licensing)).outcome).toBe('not_found')
    const water = city.user({ departments: ['Water'] })
    expect(await city.ask({ customer: 'C112' }, water)).toMatchObject({
      subject: { name: 'Nunez, Ana M' },
      outcome: 'not_shown',
    })
  })

  it('is what search shows for those who can only search', async () => {
    const searcher = city.user({ rights: ['search'] })
    expect(await city.ask({ customer: 'C101' }, searcher)).toMatchObject({ outcome: 'shown' })
    expect(await city.ask({ customer: 'C102' }, searcher)).toMatchObject({
      subject: { accounts: [{ accountNumber: 'BL-2024-017', shared: true }] },
    })
    for (const customer of ['C103', 'C109', 'C111', 'C112', 'C999'])
      expect(JSON.stringify(await city.ask({ customer, live: true }, searcher))).toBe(
        JSON.stringify(await city.ask({ customer: 'C999' }, searcher)).replaceAll('C999', customer),
      )
  })

  it('is nothing without a right or a grant: one answer to every question', async () => {
    const stranger = city.portal.userWith('stranger@example.gov', [])
    const mute = city.user({ rights: [] })
    for (const asker of [stranger, mute]) {
      const answers = await Promise.all(
        [
          { customer: 'C101' },
          { customer: 'C999', live: true },
          { account: '31.0044.02' },
          { text: 'lee' },
        ].map(async (question) => JSON.stringify(await city.ask(question, asker))),
      )
      expect(new Set(answers).size).toBe(1)
      expect(JSON.parse(answers[0] ?? '')).toMatchObject({
        outcome: 'not_found',
        subject: null,
        dataAsOf: null,
      })
      expect(answers[0]).toContain('Customers of other communities are never shown')
    }
  })

  it('grows by one bare fact where the community discloses other departments', async () => {
    await city.changeSettings({ discloseOtherDepartments: true })
    const water = city.user({ departments: ['Water'] })
    for (const question of [{ customer: 'C114' }, { account: 'bl2024114' }]) {
      const explanation = await city.ask(question, water)
      expect(explanation).toMatchObject({ outcome: 'not_shown', subject: null, live: { found: false } })
      expect(explanation.gates[3]?.failures).toMatchObject([
        {
          code: 'other_department',
          says: 'This customer exists, but only in departments that are not in your access.',
          remedy: { who: 'portal_admin' },
        },
      ])
      expect(JSON.stringify(explanation)).not.toMatch(/Ferro|Licensing/)
    }
    expect((await city.ask({ text: 'ferro' }, water)).outcome).toBe('not_found')
    expect((await city.ask({ customer: 'C108' }, water)).outcome).toBe('not_found')
    expect((await city.ask({ customer: 'C102' }, water)).gates[3]?.notes).toContainEqual({
      code: 'other_department',
      says: 'This customer also exists in a department that is not in your access.',
      evidence: {},
    })
    await city.changeSettings({ discloseOtherDepartments: false })
  })

  it('lists the customers that a question may be about, and nobody else', async () => {
    const list = async (text: string, asker = city.user()) =>
      (
        await city.portal.explain.listCandidates({ community: city.community, question: { text }, asker })
      ).map(({ customerId }) => customerId)
    expect((await list('n')).sort()).toEqual(['C101', 'C112'])
    expect(await list('ferro', city.user({ departments: ['Water'] }))).toEqual([])
    expect(await list('ferro', city.user({ rights: [] }))).toEqual([])
  })
})

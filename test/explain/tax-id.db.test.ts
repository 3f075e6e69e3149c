import { expect, it, onTestFinished } from 'vitest'
import { RIGHTS_OF_ROLE } from '../../src/access/scope.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openCedarHollow } from './cedar-hollow.ts'

const TAX_ID = '000-77-8888'

describeOnEachDatabase('An explanation of a search by tax id', (database) => {
  async function openCity() {
    const world = await openCedarHollow(await database.open())
    onTestFinished(() => world.leave())
    for (const row of world.city.customers) if (row.customer_id === 'C102') row.tax_id = TAX_ID
    await world.sync()
    const admin = world.user({ role: 'admin', rights: RIGHTS_OF_ROLE.admin })
    return { world, admin }
  }

  it('explains the customer who has it, and the id is nowhere in the answer', async () => {
    const { world, admin } = await openCity()
    const found = await world.ask({ text: `okafor tax:${TAX_ID}` }, admin)
    expect(found).toMatchObject({ outcome: 'shown', subject: { customerId: 'C102' } })
    const nobody = await world.ask({ text: 'tax:000-99-9999' }, admin)
    expect(nobody).toMatchObject({ outcome: 'not_found', live: null })
    expect(nobody.gates[0]?.failures[0]?.says).toBe('We could not find "tax:•••" here.')
    expect(JSON.stringify([found, nobody])).not.toMatch(/77-?8888|99-?9999/)
  })

  it('says of a customer who is named that the tax id is another one', async () => {
    const { world, admin } = await openCity()
    const answer = await world.ask({ customer: 'C101', text: `tax:${TAX_ID}` }, admin)
    const matched = answer.gates.find(({ gate }) => gate === 'matched')
    expect(matched?.failures).toMatchObject([
      {
        code: 'term_not_matched',
        says: 'The tax id that was searched for is not the one of this customer.',
        evidence: { term: 'tax id', comparedWith: [{ field: 'tax id', value: 'not shown' }] },
      },
    ])
    expect(JSON.stringify(answer)).not.toContain('8888')
  })

  it('is for those with the right alone: whoever asks, and whoever would search', async () => {
    const { world, admin } = await openCity()
    const clerk = world.user({ email: 'clerk@cedarhollow.gov' })
    for (const text of [`tax:${TAX_ID}`, 'tax:000-99-9999'])
      await expect(world.ask({ text }, clerk)).rejects.toMatchObject({
        code: 'not_permitted',
        message: expect.stringContaining('You may not search by tax id') as unknown,
      })
    await expect(world.ask({ text: `tax:${TAX_ID}` }, admin, clerk)).rejects.toThrow(
      'clerk@cedarhollow.gov may not search by tax id',
    )
    await expect(world.ask({ text: 'tax:•••' }, admin)).rejects.toThrow('Type the tax id again')
  })
})

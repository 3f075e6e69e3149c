import { expect, it } from 'vitest'
import { createCommunities } from '../../src/sync/index.ts'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase, type TestDatabase } from '../world/databases.ts'

const CEDAR = {
  slug: 'cedar-hollow',
  name: 'Cedar Hollow',
  source: 'files:/exports',
  settings: {},
  isDemo: false,
}

async function open(database: TestDatabase) {
  const store = await database.open()
  return createCommunities({ store, clock: new TestClock('2026-11-20T16:00:00Z') })
}

describeOnEachDatabase('Communities', (database) => {
  it('are added with their settings, and found by their slug', async () => {
    const communities = await open(database)
    const added = await communities.add({ ...CEDAR, settings: { sync: { every: '5m' } } })
    expect(added).toMatchObject({
      slug: 'cedar-hollow',
      isDemo: false,
      settings: { sync: { every: '5m' }, timeZone: 'America/Denver' },
    })
    expect(await communities.get('cedar-hollow')).toEqual(added)
    expect(await communities.list()).toEqual([added])
    expect(await communities.find('elsewhere')).toBeUndefined()
  })

  it('that do not exist are told apart from those that do', async () => {
    const communities = await open(database)
    await expect(communities.get('cedar')).rejects.toThrow(/nor any other yet: add one/)
    await communities.add(CEDAR)
    await expect(communities.get('cedar')).rejects.toMatchObject({
      code: 'community_unknown',
      kind: 'use',
      message: 'There is no community "cedar". There is: cedar-hollow.',
    })
  })

  it('cannot be added twice, without a name, with a slug that is none, or with settings that are none', async () => {
    const communities = await open(database)
    await communities.add(CEDAR)
    await expect(communities.add(CEDAR)).rejects.toMatchObject({ code: 'slug_taken' })
    await expect(communities.add({ ...CEDAR, slug: 'Cedar Hollow' })).rejects.toMatchObject({
      code: 'slug_invalid',
    })
    await expect(communities.add({ ...CEDAR, slug: 'x', name: ' ' })).rejects.toMatchObject({
      code: 'name_missing',
    })
    await expect(communities.add({ ...CEDAR, slug: 'x', settings: { zone: 1 } })).rejects.toThrow(
      /"zone" is not a setting/,
    )
    expect(await communities.list()).toHaveLength(1)
  })

  it('change the settings that are given and keep the others', async () => {
    const communities = await open(database)
    await communities.add({
      ...CEDAR,
      settings: { statusMap: { A: 'active' }, eligibility: { closedGraceDays: 10, modules: ['utility'] } },
    })
    const { settings } = await communities.changeSettings('cedar-hollow', {
      statusMap: { F: 'closed' },
      eligibility: { modules: ['permit'] },
    })
    expect(settings.statusMap).toEqual({ A: 'active', F: 'closed' })
    expect(settings.eligibility).toMatchObject({ closedGraceDays: 10, modules: ['permit'] })
  })

  it('refuse a change that is wrong, naming it, and change nothing', async () => {
    const communities = await open(database)
    const before = await communities.add(CEDAR)
    await expect(
      communities.changeSettings('cedar-hollow', { timeZone: 'UTC', eligibility: { closedGrace: 3 } }),
    ).rejects.toThrow(/"eligibility.closedGrace" is not a setting/)
    await expect(communities.changeSettings('cedar-hollow', [])).rejects.toThrow(/must be a JSON object/)
    expect(await communities.get('cedar-hollow')).toEqual(before)
  })

  it('know a department by its name, whatever the case, also before any record names it', async () => {
    const communities = await open(database)
    const { communityId } = await communities.add(CEDAR)
    expect(await communities.departmentBit(communityId, 'Water')).toBe(0)
    expect(await communities.departmentBit(communityId, 'Licensing')).toBe(1)
    expect(await communities.departmentBit(communityId, ' WATER ')).toBe(0)
    expect(await communities.listDepartments(communityId)).toEqual([
      { bit: 1, name: 'Licensing' },
      { bit: 0, name: 'Water' },
    ])
  })
})

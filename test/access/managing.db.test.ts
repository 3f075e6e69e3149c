import { expect, it } from 'vitest'
import { scopeIn } from '../../src/access/scope.ts'
import { ALL_DEPARTMENTS, maskOf } from '../../src/kernel/departments.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openAccessWorld, PASSWORD, withCookies } from './world.ts'

const WATER = maskOf(0)
const LAST_BITS = maskOf(61, 62)

/** Cedar with an administrator of everything and one of Water, and Alder with its own administrator. */
async function openCities(database: Parameters<typeof openAccessWorld>[0]) {
  const world = await openAccessWorld(database)
  const [cedar, alder] = [await world.addCommunity('cedar'), await world.addCommunity('alder')]
  const chief = await world.addUser('chief', { communityId: cedar, role: 'admin', departments: 'all' })
  const water = await world.addUser('water', { communityId: cedar, role: 'admin', departments: WATER })
  const other = await world.addUser('other', { communityId: alder, role: 'admin', departments: 'all' })
  return { ...world, cedar, alder, chief, water, other }
}

const newUser = (email: string, communityId: number, departments: bigint | 'all' = WATER) => ({
  email,
  password: PASSWORD,
  grants: [{ communityId, role: 'staff' as const, departments }],
})

describeOnEachDatabase('Adding a user', (database) => {
  it('keeps the grants exactly: role, rights and every department bit', async () => {
    const { access, cedar, alder } = await openCities(database)
    await access.addUser(
      {
        email: 'Bo.Lind@Example.gov',
        password: PASSWORD,
        grants: [
          { communityId: cedar, role: 'staff', departments: LAST_BITS, rights: ['search'] },
          { communityId: alder, role: 'support', departments: 'all' },
        ],
      },
      'operator',
    )
    const user = await access.getUserByEmail('bo.lind@EXAMPLE.gov')
    expect(user).toMatchObject({ email: 'bo.lind@example.gov', name: 'bo.lind' })
    expect(user.grants.map((grant) => grant.slug)).toEqual(['alder', 'cedar'])
    expect(scopeIn(user, cedar)).toEqual({
      communityId: cedar,
      rights: new Set(['search']),
      departments: LAST_BITS,
    })
    expect(scopeIn(user, alder)).toEqual({
      communityId: alder,
      rights: new Set(['search', 'explain', 'sync']),
      departments: ALL_DEPARTMENTS,
    })
  })

  it('refuses an address that is none, one that is taken, and a user without a grant', async () => {
    const { access, cedar } = await openCities(database)
    const add = (email: string) => access.addUser(newUser(email, cedar), 'operator')
    await expect(add('ana at example')).rejects.toMatchObject({ code: 'email_invalid' })
    await expect(add('CHIEF@example.gov')).rejects.toMatchObject({
      code: 'user_exists',
      message: 'chief@example.gov has an account already: give it a grant instead.',
    })
    await expect(
      access.addUser({ email: 'ana@example.gov', password: PASSWORD, grants: [] }, 'operator'),
    ).rejects.toMatchObject({ code: 'grant_needed' })
  })

  it('refuses a password that is too short, too long or the e-mail address, and says which', async () => {
    const { access, cedar } = await openCities(database)
    const add = (password: string) =>
      access.addUser({ ...newUser('ana.maria@example.gov', cedar), password }, 'operator')
    await expect(add('short words')).rejects.toThrow('choose one of at least 12 characters')
    await expect(add('x'.repeat(201))).rejects.toThrow('choose one of at most 200 characters')
    await expect(add('Ana.Maria@example.gov')).rejects.toThrow('choose one that is not the e-mail address')
    expect(await access.findUserByEmail('ana.maria@example.gov')).toBeUndefined()
    await add('ñ'.repeat(200))
    expect(await access.signIn('ana.maria@example.gov', 'n\u0303'.repeat(200))).toMatchObject({ ok: true })
  })

  it('an unknown user is named in the refusal', async () => {
    const { access } = await openCities(database)
    await expect(access.getUserByEmail('nobody@example.gov')).rejects.toMatchObject({
      kind: 'use',
      code: 'user_unknown',
      message: expect.stringContaining('"nobody@example.gov"') as unknown,
    })
  })

  it('an administrator adds users within the own departments and community, and nowhere else', async () => {
    const { access, cedar, alder, water } = await openCities(database)
    expect(await access.addUser(newUser('clerk@example.gov', cedar), water)).toMatchObject({
      grants: [{ slug: 'cedar', departments: WATER }],
    })
    for (const refused of [newUser('x@example.gov', cedar, 'all'), newUser('x@example.gov', alder)])
      await expect(access.addUser(refused, water)).rejects.toMatchObject({ code: 'not_permitted' })
    expect(await access.findUserByEmail('x@example.gov')).toBeUndefined()
  })
})

describeOnEachDatabase('Managing users', (database) => {
  it('a grant is changed within what the manager has, before and after', async () => {
    const { access, cedar, chief, water } = await openCities(database)
    const clerk = await access.addUser(newUser('clerk@example.gov', cedar, 'all'), chief)
    const narrower = { communityId: cedar, role: 'staff' as const, departments: WATER }
    await expect(access.changeGrant(clerk.userId, narrower, water)).rejects.toMatchObject({
      code: 'not_permitted',
    })
    await expect(access.removeGrant(clerk.userId, cedar, water)).rejects.toMatchObject({
      code: 'not_permitted',
    })
    expect(await access.changeGrant(clerk.userId, narrower, chief)).toMatchObject({
      grants: [{ departments: WATER }],
    })
    await access.removeGrant(clerk.userId, cedar, water)
    expect(await access.getUserByEmail('clerk@example.gov')).toMatchObject({ grants: [] })
  })

  it('a user of another community gets a grant in this one too', async () => {
    const { access, cedar, chief, other } = await openCities(database)
    const grant = { communityId: cedar, role: 'staff' as const, departments: WATER }
    const user = await access.changeGrant(other.userId, grant, chief)
    expect(user.grants.map((each) => [each.slug, each.role])).toEqual([
      ['alder', 'admin'],
      ['cedar', 'staff'],
    ])
    await expect(access.setPassword(other.userId, 'another password', chief)).rejects.toMatchObject({
      code: 'not_permitted',
    })
  })

  it('password, deactivation and unlocking are for those who have all that the user has', async () => {
    const { access, chief, water, other } = await openCities(database)
    for (const by of [water, other]) {
      const code = by === water ? 'not_permitted' : 'user_unknown'
      await expect(access.setPassword(chief.userId, 'another password', by)).rejects.toMatchObject({ code })
      await expect(access.deactivate(chief.userId, by)).rejects.toMatchObject({ code })
      await expect(access.activate(chief.userId, by)).rejects.toMatchObject({ code })
      await expect(access.unlock(chief.userId, by)).rejects.toMatchObject({ code })
    }
    await expect(access.unlock('no such id', 'operator')).rejects.toMatchObject({ code: 'user_unknown' })
  })

  it('a new password replaces the old one and ends the sessions', async () => {
    const { access, chief, water } = await openCities(database)
    const answer = await access.signIn('water@example.gov', PASSWORD)
    await access.setPassword(water.userId, 'another password', chief)
    expect(answer.ok && (await access.userOfSession(withCookies(answer.setCookie)))).toBeUndefined()
    expect(await access.signIn('water@example.gov', PASSWORD)).toMatchObject({ ok: false })
    expect(await access.signIn('water@example.gov', 'another password')).toMatchObject({ ok: true })
  })

  it('a deactivated user sees nothing, is still listed, and comes back with the same grants', async () => {
    const { access, cedar, chief, water } = await openCities(database)
    await access.deactivate(water.userId, chief)
    expect(await access.getUserByEmail('water@example.gov')).toMatchObject({ grants: [] })
    expect((await access.listUsers(cedar)).map((user) => [user.name, user.active])).toEqual([
      ['chief', true],
      ['water', false],
    ])
    await access.activate(water.userId, chief)
    expect(await access.getUserByEmail('water@example.gov')).toEqual(water)
  })

  it('the last administrator of a community can be neither removed, demoted nor deactivated', async () => {
    const { access, cedar, chief, water } = await openCities(database)
    const asStaff = { communityId: cedar, role: 'staff' as const, departments: 'all' as const }
    await access.deactivate(water.userId, chief)
    const attempts = [
      () => access.removeGrant(chief.userId, cedar, 'operator'),
      () => access.changeGrant(chief.userId, asStaff, chief),
      () => access.deactivate(chief.userId, chief),
    ]
    for (const attempt of attempts)
      await expect(attempt()).rejects.toMatchObject({
        code: 'last_administrator',
        message:
          'chief is the last administrator of City of cedar: make somebody else an administrator first.',
      })
    await access.activate(water.userId, chief)
    await access.changeGrant(chief.userId, asStaff, chief)
  })

  it('of two administrators who remove each other at the same moment, one stays', async () => {
    const { access, cedar, chief, water } = await openCities(database)
    // Opens the connections first, so that the two really meet.
    await Promise.all(Array.from({ length: 4 }, () => access.listUsers(cedar)))
    const results = await Promise.allSettled([
      access.removeGrant(chief.userId, cedar, 'operator'),
      access.deactivate(water.userId, chief),
    ])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('lists the users of one community alone, and writes down who did what', async () => {
    const { access, cedar, alder, chief, clock } = await openCities(database)
    expect((await access.listUsers(alder)).map((user) => user.email)).toEqual(['other@example.gov'])
    clock.advance(60_000)
    await access.addUser(newUser('clerk@example.gov', cedar), chief)
    await access.audit({ action: 'sync_started', communityId: cedar, facts: { trigger: 'now' } })
    expect(await access.listAudit(cedar, 2)).toEqual([
      { at: clock.now(), action: 'sync_started', by: null, facts: { trigger: 'now' } },
      {
        at: clock.now(),
        action: 'user_added',
        by: { userId: chief.userId, email: 'chief@example.gov', name: 'chief' },
        facts: { user: 'clerk@example.gov', role: 'staff', rights: ['search', 'explain'], departments: '1' },
      },
    ])
    expect((await access.listAudit(alder)).map((entry) => entry.action)).toEqual(['user_added'])
  })
})

import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, LEE, ORIGIN, PRIYA, formOf, smallDemo, wordsOf, sharedDemo } from './small-demo.ts'

const users = '/c/cedar-hollow/users'

describeOnEachDatabase('The users of a community', (database) => {
  const demo = sharedDemo(database)

  test('are for those who manage them', async () => {
    const { signIn } = demo()
    const ana = await signIn(ANA)
    expect((await ana.get(users)).status).toBe(404)
    expect((await ana.post(users, { email: 'new@cedar-hollow.example' })).status).toBe(404)
    expect(await ana.read('/c/cedar-hollow/search')).not.toContain('>Users<')
    expect(wordsOf(await (await signIn(PRIYA)).read(users))).toContain(
      'Ana Ruiz ana.ruiz@cedar-hollow.example Staff',
    )
  })

  test('are added with a role and departments, and can sign in at once', async () => {
    const { signIn, community, communities, web } = await smallDemo(await database.open())
    const priya = await signIn(PRIYA)
    const water = await communities.departmentBit(community.communityId, 'Water')
    const typed = {
      email: 'new@cedar-hollow.example',
      name: 'Noor New',
      role: 'staff',
      department: String(water),
    }

    const refused = await priya.post(users, { ...typed, password: 'short' })
    expect(refused.status).toBe(400)
    expect(wordsOf(await refused.text())).toContain('at least 12 characters')

    const added = await priya.post(users, { ...typed, password: 'a longer password' })
    const list = wordsOf(await priya.read(added.headers.get('location') ?? ''))
    expect(list).toContain('Noor New can sign in now')
    expect(list).toContain('new@cedar-hollow.example Staff Water Active')
    const signedIn = await web.request(
      `${ORIGIN}/sign-in`,
      formOf({ email: typed.email, password: 'a longer password' }),
    )
    expect(signedIn.status).toBe(303)
  })

  test('lose their session when they are deactivated', async () => {
    const { signIn, access, community } = await smallDemo(await database.open())
    const [ana, priya] = [await signIn(ANA), await signIn(PRIYA)]
    const { userId = '' } =
      (await access.listUsers(community.communityId)).find(({ email }) => email === ANA) ?? {}
    expect((await priya.post(`${users}/${userId}`, { action: 'deactivate' })).status).toBe(303)
    expect((await ana.get('/c/cedar-hollow/search')).headers.get('location')).toContain('/sign-in')
    await priya.post(`${users}/${userId}`, { action: 'activate' })
    expect((await (await signIn(ANA)).get('/c/cedar-hollow/search')).status).toBe(200)
  })

  test('see what a changed grant gives them with the next page', async () => {
    const { signIn, access, community, communities } = await smallDemo(await database.open())
    const [ana, priya] = [await signIn(ANA), await signIn(PRIYA)]
    const search = '/c/cedar-hollow/search?q=spruce+barley'
    expect(wordsOf(await ana.read(search))).toContain('No customer found')
    const { userId = '' } =
      (await access.listUsers(community.communityId)).find(({ email }) => email === ANA) ?? {}
    const finance = await communities.departmentBit(community.communityId, 'Finance')
    await priya.post(`${users}/${userId}`, { action: 'grant', role: 'staff', department: String(finance) })
    expect(wordsOf(await ana.read(search))).toContain('Spruce & Barley Bakery LLC')
  })

  test('cannot lose their last administrator', async () => {
    const { signIn, access, community } = await smallDemo(await database.open())
    const priya = await signIn(PRIYA)
    const { userId = '' } =
      (await access.listUsers(community.communityId)).find(({ email }) => email === PRIYA) ?? {}
    const answer = await priya.post(`${users}/${userId}`, { action: 'remove' })
    expect(answer.status).toBe(400)
    expect((await priya.get(users)).status).toBe(200)
  })

  test('keep rights that were chosen one by one when their departments change', async () => {
    const { signIn, access, community } = await smallDemo(await database.open())
    const priya = await signIn(PRIYA)
    const { userId = '' } =
      (await access.listUsers(community.communityId)).find(({ email }) => email === LEE) ?? {}
    await priya.post(`${users}/${userId}`, { action: 'grant', role: 'staff', department: '0' })
    const lee = (await access.listUsers(community.communityId)).find(({ email }) => email === LEE)
    expect([...(lee?.rights ?? [])]).toEqual(['explain'])
    expect(lee?.departments).toBe(1n)
  })

  test('may search by tax id when an administrator says so, one by one', async () => {
    const { signIn, access, community } = await smallDemo(await database.open())
    const priya = await signIn(PRIYA)
    const { userId = '' } =
      (await access.listUsers(community.communityId)).find(({ email }) => email === ANA) ?? {}
    const change = async (fields: Readonly<Record<string, string>>) => {
      await priya.post(`${users}/${userId}`, { action: 'grant', department: '0', ...fields })
      const ana = (await access.listUsers(community.communityId)).find(({ email }) => email === ANA)
      return [...(ana?.rights ?? [])]
    }
    expect(await change({ role: 'staff', search_tax_id: '1' })).toEqual([
      'search',
      'explain',
      'search_tax_id',
    ])
    expect(await priya.read(`${users}/${userId}`)).toMatch(/id="search_tax_id"[^>]* checked/)
    expect(await change({ role: 'staff' })).toEqual(['search', 'explain'])
    expect(await change({ role: 'admin' })).toContain('search_tax_id')
  })

  test('get a password that is good, or the form again with what is wrong', async () => {
    const { signIn, access, community } = demo()
    const priya = await signIn(PRIYA)
    const { userId = '' } =
      (await access.listUsers(community.communityId)).find(({ email }) => email === LEE) ?? {}
    const answer = await priya.post(`${users}/${userId}`, { action: 'password', password: 'short' })
    expect(answer.status).toBe(400)
    const words = wordsOf(await answer.text())
    expect(words).toContain('There is a problem')
    expect(words).toContain('Lee Novak')
  })
})

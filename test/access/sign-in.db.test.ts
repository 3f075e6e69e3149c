import { expect, it } from 'vitest'
import { createAccess, type SignIn } from '../../src/access/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { openAccessWorld, PASSWORD, withCookies, type AccessWorld } from './world.ts'

const FIFTEEN_MINUTES = 15 * 60_000

async function worldWithAna(database: Parameters<typeof openAccessWorld>[0], secureCookies = false) {
  const world = await openAccessWorld(database, secureCookies)
  const communityId = await world.addCommunity('cedar')
  const ana = await world.addUser('ana', { communityId, role: 'staff', departments: 'all' })
  return { ...world, communityId, ana }
}

function cookiesOf(answer: SignIn): readonly string[] {
  if (!answer.ok) throw new Error(answer.says)
  return answer.setCookie
}

async function failTimes({ access }: AccessWorld, email: string, times: number): Promise<void> {
  for (let n = 0; n < times; n++)
    expect(await access.signIn(email, `wrong password ${n}`)).toMatchObject({ ok: false })
}

describeOnEachDatabase('Signing in', (database) => {
  it('starts a session, whatever the case of the e-mail address', async () => {
    const { access, ana } = await worldWithAna(database)
    const answer = await access.signIn(' Ana@EXAMPLE.gov ', PASSWORD, {
      address: '10.0.0.7',
      userAgent: 'Firefox',
    })
    expect(answer).toMatchObject({ ok: true, user: { email: 'ana@example.gov' } })
    expect(await access.userOfSession(withCookies(cookiesOf(answer)))).toEqual(ana)
  })

  it('keeps where it came from with the session', async () => {
    const { access, store } = await worldWithAna(database)
    await access.signIn('ana@example.gov', PASSWORD, { address: '10.0.0.7', userAgent: 'Firefox' })
    const rows = await store.engine.transaction('set transaction read only', async (session) => {
      const answer = await session.query('select ip_address, user_agent from auth.session', [])
      return answer.rows
    })
    expect(rows).toEqual([{ ip_address: '10.0.0.7', user_agent: 'Firefox' }])
  })

  it('gives a cookie that scripts and other sites cannot use, and that travels encrypted where it should', async () => {
    const { access } = await worldWithAna(database)
    const [plain] = cookiesOf(await access.signIn('ana@example.gov', PASSWORD))
    expect(plain).toMatch(/^portal\.session_token=.*HttpOnly.*SameSite=Lax/)
    const secure = await worldWithAna(database, true)
    const [cookie] = cookiesOf(await secure.access.signIn('ana@example.gov', PASSWORD))
    expect(cookie).toMatch(/^__Secure-portal\.session_token=.*Secure/)
  })

  it('answers a wrong password, an unknown, a locked and a deactivated user with one and the same sentence', async () => {
    const world = await worldWithAna(database)
    const { access, communityId } = world
    const grant = { communityId, role: 'staff', departments: 'all' } as const
    await world.addUser('locked', grant)
    await failTimes(world, 'locked@example.gov', 10)
    const gone = await world.addUser('gone', grant)
    await access.deactivate(gone.userId, 'operator')
    const wrong = await access.signIn('ana@example.gov', 'wrong password 1')
    expect(wrong).toMatchObject({ ok: false, says: expect.stringMatching(/wait 15 minutes/) as unknown })
    expect(await access.signIn('nobody@example.gov', PASSWORD)).toEqual(wrong)
    expect(await access.signIn('locked@example.gov', PASSWORD)).toEqual(wrong)
    expect(await access.signIn('gone@example.gov', PASSWORD)).toEqual(wrong)
    expect(await access.signIn('', '')).toEqual(wrong)
    expect(await access.signIn('no address \0', 'x'.repeat(5000))).toEqual(wrong)
  })

  it('takes the same time to refuse a wrong password, an unknown and a locked user', async () => {
    const world = await worldWithAna(database)
    const { access, communityId } = world
    await world.addUser('locked', { communityId, role: 'staff', departments: 'all' })
    await failTimes(world, 'locked@example.gov', 10)
    const least = {
      'ana@example.gov': Infinity,
      'nobody@example.gov': Infinity,
      'locked@example.gov': Infinity,
    }
    // Processor time, which a busy machine does not lengthen, and the least of several tries: noise only ever adds.
    for (let round = 0; round < 8; round++)
      for (const email of Object.keys(least) as (keyof typeof least)[]) {
        const before = process.cpuUsage()
        await access.signIn(email, 'a password that is wrong')
        const { user, system } = process.cpuUsage(before)
        least[email] = Math.min(least[email], user + system)
      }
    const times = Object.values(least)
    expect(Math.max(...times)).toBeLessThan(2 * Math.min(...times))
  })

  it('locks an address for 15 minutes after ten failures, known or not, and says so in the audit alone', async () => {
    const world = await worldWithAna(database)
    const { access, clock, store } = world
    await failTimes(world, 'ana@example.gov', 9)
    expect(await access.signIn('ana@example.gov', PASSWORD)).toMatchObject({ ok: true })
    await failTimes(world, 'ana@example.gov', 10)
    await failTimes(world, 'nobody@example.gov', 10)
    expect(await access.signIn('ana@example.gov', PASSWORD)).toMatchObject({ ok: false })
    clock.advance(FIFTEEN_MINUTES - 1000)
    expect(await access.signIn('ana@example.gov', PASSWORD)).toMatchObject({ ok: false })
    clock.advance(1000)
    expect(await access.signIn('ana@example.gov', PASSWORD)).toMatchObject({ ok: true })
    const locked = await store.platform
      .selectFrom('platform.audit')
      .select('facts')
      .where('action', '=', 'sign_in_locked')
      .orderBy('audit_id')
      .execute()
    expect(locked).toEqual([
      { facts: { email: 'ana@example.gov' } },
      { facts: { email: 'nobody@example.gov' } },
    ])
  })

  it('a lock holds in every process, and counts failures anew when it has ended', async () => {
    const world = await worldWithAna(database)
    const { store, clock } = world
    await failTimes(world, 'ana@example.gov', 10)
    const other = createAccess({ store, clock, secureCookies: false })
    expect(await other.signIn('ana@example.gov', PASSWORD)).toMatchObject({ ok: false })
    clock.advance(FIFTEEN_MINUTES)
    await failTimes(world, 'ana@example.gov', 9)
    expect(await other.signIn('ana@example.gov', PASSWORD)).toMatchObject({ ok: true })
  })

  it('guesses that arrive together get no further than ten', async () => {
    const { access } = await worldWithAna(database)
    const guesses = Array.from({ length: 14 }, () => access.signIn('ana@example.gov', 'wrong password'))
    await Promise.all(guesses)
    expect(await access.signIn('ana@example.gov', PASSWORD)).toMatchObject({ ok: false })
  })

  it('an administrator lets a locked user in at once', async () => {
    const world = await worldWithAna(database)
    const { access, communityId, ana, clock } = world
    await failTimes(world, 'ana@example.gov', 10)
    expect(await access.listUsers(communityId)).toMatchObject([
      { name: 'ana', lockedUntil: new Date(clock.now().getTime() + FIFTEEN_MINUTES) },
    ])
    const admin = await world.addUser('chief', { communityId, role: 'admin', departments: 'all' })
    await access.unlock(ana.userId, admin)
    expect(await access.signIn('ana@example.gov', PASSWORD)).toMatchObject({ ok: true })
    expect((await access.listUsers(communityId)).map((user) => user.lockedUntil)).toEqual([null, null])
  })
})

describeOnEachDatabase('A session', (database) => {
  it('goes on after a restart of the portal', async () => {
    const { access, store, clock, ana } = await worldWithAna(database)
    const headers = withCookies(cookiesOf(await access.signIn('ana@example.gov', PASSWORD)))
    const restarted = createAccess({ store, clock, secureCookies: false })
    expect(await restarted.userOfSession(headers)).toEqual(ana)
  })

  it('ends with signing out, and takes the cookie away', async () => {
    const { access } = await worldWithAna(database)
    const headers = withCookies(cookiesOf(await access.signIn('ana@example.gov', PASSWORD)))
    const gone = await access.signOut(headers)
    expect(gone[0]).toMatch(/^portal\.session_token=;.*Max-Age=0/)
    expect(await access.userOfSession(headers)).toBeUndefined()
    await access.signOut(headers)
    await access.signOut(new Headers())
  })

  it('does not exist without a cookie, with a forged one, or after its time', async () => {
    const { access, store } = await worldWithAna(database)
    const headers = withCookies(cookiesOf(await access.signIn('ana@example.gov', PASSWORD)))
    expect(await access.userOfSession(new Headers())).toBeUndefined()
    const [cookie = ''] = headers.get('cookie')?.split('; ') ?? []
    const other = withCookies(cookiesOf(await access.signIn('ana@example.gov', PASSWORD))).get('cookie') ?? ''
    const signatureOf = (of: string) => of.slice(of.lastIndexOf('.'))
    const forged = [
      cookie.replace(/=./, '=~'),
      cookie.replace(signatureOf(cookie), ''),
      cookie.replace(signatureOf(cookie), '.'),
      cookie.replace(signatureOf(cookie), signatureOf(other)),
      cookie.replace(/=.*/, '='),
      cookie.replace(/=.*/, '=.'),
      cookie.replace(/=.*/, '=%'),
      'nonsense',
    ]
    for (const each of forged)
      expect(await access.userOfSession(new Headers({ cookie: each })), each).toBeUndefined()
    expect(await access.userOfSession(new Headers({ cookie: `a=b; ${cookie}; c=d` }))).toBeDefined()
    await store.engine.execute(`update auth.session set expires_at = now() - interval '1 second'`)
    expect(await access.userOfSession(headers)).toBeUndefined()
  })

  it('is forgotten when it has ended', async () => {
    const { access, store } = await worldWithAna(database)
    await access.signIn('ana@example.gov', PASSWORD)
    await store.engine.execute(`update auth.session set expires_at = now() - interval '1 second'`)
    await access.signIn('ana@example.gov', PASSWORD)
    const kept = await store.engine.transaction('set transaction read only', async (session) => {
      const answer = await session.query('select expires_at > now() as lasts from auth.session', [])
      return answer.rows
    })
    expect(kept).toEqual([{ lasts: true }])
  })

  it('lasts a working day', async () => {
    const { access, store } = await worldWithAna(database)
    await access.signIn('ana@example.gov', PASSWORD)
    const hours = await store.engine.transaction('set transaction read only', async (session) => {
      const answer = await session.query<{ hours: string }>(
        'select round(extract(epoch from expires_at - created_at) / 3600)::text as hours from auth.session',
        [],
      )
      return answer.rows
    })
    expect(hours).toEqual([{ hours: '12' }])
  })

  it('sees a changed grant at the next request, and ends when the user is deactivated', async () => {
    const { access, communityId, ana } = await worldWithAna(database)
    const headers = withCookies(cookiesOf(await access.signIn('ana@example.gov', PASSWORD)))
    await access.changeGrant(ana.userId, { communityId, role: 'support', departments: 5n }, 'operator')
    expect(await access.userOfSession(headers)).toMatchObject({
      grants: [{ role: 'support', departments: 5n }],
    })
    await access.deactivate(ana.userId, 'operator')
    await access.activate(ana.userId, 'operator')
    expect(await access.userOfSession(headers)).toBeUndefined()
    expect(await access.signIn('ana@example.gov', PASSWORD)).toMatchObject({ ok: true })
  })
})

import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, PRIYA, smallDemo, wordsOf } from './small-demo.ts'

const status = '/c/cedar-hollow/status'

describeOnEachDatabase('Pausing the sync', (database) => {
  test('an administrator pauses and resumes it, everybody reads who did and why, and no page names a time meanwhile', async () => {
    const { signIn, access, community } = await smallDemo(await database.open())
    const [priya, ana] = [await signIn(PRIYA), await signIn(ANA)]
    expect(
      (await priya.post(`${status}/pause`, { reason: ' Caselle is moved to a new server ' })).status,
    ).toBe(303)
    for (const visitor of [priya, ana]) {
      const words = wordsOf(await visitor.read(status))
      expect(words).toMatch(/Priya Shah paused it: 9:32 AM, “Caselle is moved to a new server”\./)
      expect(words).toMatch(/Data as of .*, syncing is paused/)
      expect(words).not.toContain('next sync 9')
    }
    const found = wordsOf(await ana.read('/c/cedar-hollow/search?q=nunez'))
    expect(found).toContain('syncing is paused')
    expect(found).not.toContain('9:46 AM')
    const why = wordsOf(await ana.read('/c/cedar-hollow/why?customer=C-9999'))
    expect(why).toContain('after the next sync (no time is set: syncing is paused)')
    expect(wordsOf(await priya.read(status))).toContain('Sync now')

    await priya.post(`${status}/resume`, {})
    expect(wordsOf(await ana.read(status))).toContain('next sync 9:46 AM')
    const deeds = (await access.listAudit(community.communityId)).filter(({ action }) =>
      action.startsWith('sync_'),
    )
    expect(deeds.map(({ action, by, facts }) => [action, by?.email, facts])).toEqual([
      ['sync_resumed', PRIYA, {}],
      ['sync_paused', PRIYA, { reason: 'Caselle is moved to a new server' }],
    ])
  })

  test('a clerk can neither pause nor resume it', async () => {
    const { signIn, communities } = await smallDemo(await database.open())
    const ana = await signIn(ANA)
    expect(wordsOf(await ana.read(status))).not.toContain('Pause syncing')
    expect((await ana.post(`${status}/pause`, {})).status).toBe(403)
    await communities.pause('cedar-hollow', { by: 'Priya Shah' })
    expect(wordsOf(await ana.read(status))).toContain('An administrator resumes it')
    expect((await ana.post(`${status}/resume`, {})).status).toBe(403)
    expect((await communities.get('cedar-hollow')).pause).toMatchObject({ by: 'Priya Shah', reason: null })
  })

  test('twice is refused, with a sentence', async () => {
    const { signIn } = await smallDemo(await database.open())
    const priya = await signIn(PRIYA)
    await priya.post(`${status}/pause`, {})
    expect(wordsOf(await (await priya.post(`${status}/pause`, {})).text())).toContain('is paused already')
    await priya.post(`${status}/resume`, {})
    expect(wordsOf(await (await priya.post(`${status}/resume`, {})).text())).toContain('is not paused')
  })
})

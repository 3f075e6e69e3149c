import { expect, test } from 'vitest'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { tellRun } from './run-elsewhere.ts'
import { ANA, PRIYA, smallDemo, wordsOf, type SmallDemo, type Visitor } from './small-demo.ts'

const status = '/c/cedar-hollow/status'
const STARTED = '2026-11-23T16:31:00.000Z'
const runElsewhere = (store: Store, { community }: SmallDemo, done: number | null) =>
  tellRun(store, community, STARTED, done)

/** The events of a run as a browser gets them, one by one. */
async function eventsFor(visitor: Visitor) {
  const answer = await visitor.get(`${status}/events`)
  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  let text = ''
  return {
    async next() {
      while (!text.includes('\n\n')) {
        const { value, done } = await reader.read()
        if (done) return undefined
        text += new TextDecoder().decode(value)
      }
      const event = text.slice(0, text.indexOf('\n\n'))
      text = text.slice(event.length + 2)
      const [, name, data] = /^event: (\w+)\ndata: ?(.*)$/.exec(event) ?? []
      return { name, data: data === '' ? null : (JSON.parse(data ?? '') as unknown) }
    },
    leave: () => reader.cancel(),
  }
}

describeOnEachDatabase('A sync that is going', (database) => {
  test('tells how far it is, wherever it runs, until it has ended; numbers to those who may know of all records', async () => {
    const store = await database.open()
    const demo = await smallDemo(store)
    const [priya, ana] = [await demo.signIn(PRIYA), await demo.signIn(ANA)]
    await runElsewhere(store, demo, 300)
    expect(wordsOf(await priya.read(status))).toContain('Bringing in what is new: 300 of 5,000')
    expect(await priya.read(status)).toMatch(/<progress[^>]* value="300" max="5000"/)
    expect(wordsOf(await ana.read(status))).toContain('The sync is going')
    const [hers, clerks] = [await eventsFor(priya), await eventsFor(ana)]
    expect(await hers.next()).toEqual({
      name: 'progress',
      data: { words: 'Bringing in what is new: 300 of 5,000', done: 300, total: 5000 },
    })
    expect(await clerks.next()).toEqual({ name: 'progress', data: { words: 'The sync is going' } })
    await runElsewhere(store, demo, 600)
    expect(await hers.next()).toMatchObject({ name: 'progress', data: { done: 600 } })
    await clerks.leave()
    await runElsewhere(store, demo, null)
    expect(await hers.next()).toEqual({ name: 'end', data: null })
    expect(await hers.next()).toBeUndefined()
  })

  test('that nobody has begun ends by itself', async () => {
    const demo = await smallDemo(await database.open())
    const events = await eventsFor(await demo.signIn(PRIYA))
    expect(await events.next()).toEqual({ name: 'end', data: null })
  })

  test('is cancelled by whoever may sync, which the page says and the audit keeps', async () => {
    const store = await database.open()
    const demo = await smallDemo(store)
    const [priya, ana] = [await demo.signIn(PRIYA), await demo.signIn(ANA)]
    await runElsewhere(store, demo, 300)
    expect(wordsOf(await ana.read(status))).not.toContain('Cancel this sync')
    expect((await ana.post(`${status}/cancel`, { run: STARTED })).status).toBe(403)
    expect(wordsOf(await priya.read(status))).toContain('Cancel this sync')
    expect((await priya.post(`${status}/cancel`, { run: STARTED })).status).toBe(303)
    await priya.post(`${status}/cancel`, { run: STARTED })
    await priya.post(`${status}/cancel`, { run: 'yesterday' })
    for (const visitor of [priya, ana])
      expect(wordsOf(await visitor.read(status))).toContain('Priya Shah has asked it to stop')
    const deeds = await demo.access.listAudit(demo.community.communityId)
    expect(deeds.filter(({ action }) => action === 'sync_cancelled')).toMatchObject([
      { by: { email: PRIYA }, facts: { startedAt: STARTED } },
    ])
  })

  test('and that failed says why, and when it is tried again', async () => {
    const store = await database.open()
    const demo = await smallDemo(store)
    const { communityId: community_id } = demo.community
    const failed = {
      trigger: 'schedule',
      started_at: demo.clock.now(),
      failures: 2,
      retry_at: '2026-11-23T16:34:00Z',
    }
    await store.platform
      .insertInto('platform.sync_state')
      .values({ community_id, ...failed })
      .onConflict((conflict) => conflict.column('community_id').doUpdateSet(failed))
      .execute()
    await store.as(community_id).write((tx) =>
      tx
        .insertInto('run')
        .values({
          ...{ community_id, run_id: 3, trigger: 'retry', status: 'failed', started_at: demo.clock.now() },
          ...{ finished_at: demo.clock.now(), message: 'The disk was full.' },
        })
        .execute(),
    )
    const words = wordsOf(await (await demo.signIn(PRIYA)).read(status))
    expect(words).toMatch(/The last 2 syncs failed The disk was full\. It is tried again: 9:34 AM/)
    // What a message says is about all records.
    const clerk = wordsOf(await (await demo.signIn(ANA)).read(status))
    expect(clerk).toMatch(/The last 2 syncs failed It is tried again: 9:34 AM/)
    expect(clerk).not.toContain('The disk was full')
  })
})

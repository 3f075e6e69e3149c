import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { TestClock } from '../world/clock.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, PRIYA, smallDemo, wordsOf, type Visitor, sharedDemo } from './small-demo.ts'

const status = '/c/cedar-hollow/status'

/** The numbers that stand before words, without the commas of thousands. */
function numbersIn(words: string, ...names: string[]): number[] {
  return names.map((name) => Number(new RegExp(`([\\d,]+) ${name}`).exec(words)?.[1]?.replaceAll(',', '')))
}

async function untilSynced(visitor: Visitor, path: string): Promise<string> {
  for (let tries = 0; tries < 150; tries++) {
    const html = await visitor.read(path)
    if (!html.includes('data-progress')) return html
    await sleep(200)
  }
  throw new Error('The sync did not end')
}

describeOnEachDatabase('The status of a community', (database) => {
  const demo = sharedDemo(database)

  test('adds up, and every number leads to as many customers', async () => {
    const { signIn } = demo()
    for (const visitor of [await signIn(PRIYA), await signIn(ANA)]) {
      const words = wordsOf(await visitor.read(status))
      const [inSource = 0, rejected = 0, synced = 0] = numbersIn(
        words,
        'in the source',
        'rejected \\+',
        'synced\\.',
      )
      expect(inSource).toBe(rejected + synced)
      const [reassigned = 0, withheld = 0, shared = 0] = numbersIn(
        words,
        'reassigned \\+',
        'withheld \\+',
        'shared\\.',
      )
      expect(synced).toBe(reassigned + withheld + shared)
      expect(shared).toBeGreaterThan(0)
      for (const [group, count] of [
        ['withheld', withheld],
        ['shared', shared],
        ['not-current', reassigned],
      ] as const)
        expect(wordsOf(await visitor.read(`${status}/${group}`))).toMatch(
          new RegExp(`\\b${count} (withheld|shared|customers?)`),
        )
    }
  })

  test('lists rejected rows with where they stand', async () => {
    const { signIn } = demo()
    expect(wordsOf(await (await signIn(PRIYA)).read(status))).toMatch(
      /customers\.csv, line \d+ "MAYBE" is neither Y nor N/,
    )
  })

  test('says to those with all departments that the copy was verified, and is an alarm where it is not equal', async () => {
    const own = await smallDemo(await database.open())
    await own.sync.run(own.community, { trigger: 'now' })
    const [ana, priya] = [await own.signIn(ANA), await own.signIn(PRIYA)]
    const [, customers = ''] =
      /Verified at 9:32 AM: (\d+) of \1 customers equal\./.exec(wordsOf(await priya.read(status))) ?? []
    expect(Number(customers)).toBeGreaterThan(40)
    expect(await ana.read(status)).not.toContain('Verified')

    const [nunez] = await own.city.editor.find('12.3456.07')
    await own.store.engine.execute(
      `update customer set phone = '303 555 0100' where customer_id = '${nunez?.customerId}'`,
    )
    await own.sync.verify(own.community, {})
    const words = wordsOf(await priya.read(status))
    expect(words).toContain('The copy does not equal Caselle')
    expect(words).toContain(`Verified at 9:32 AM: ${Number(customers) - 1} of ${customers} customers equal.`)
    expect(words).toMatch(/portal verify cedar-hollow --repair\s+and then\s+portal sync cedar-hollow/)
    expect(words).not.toContain('In sync with Caselle')
    expect(await ana.read(status)).not.toContain('does not equal')
    expect(wordsOf(await priya.read('/c/cedar-hollow/search'))).toContain(
      'The copy does not equal Caselle: the verification of 9:32 AM found differences.',
    )
  })

  test('Sync now brings what was changed, and says so', async () => {
    const clock = new TestClock('2026-11-23T16:32:00Z')
    const { city, signIn } = await smallDemo(await database.open(), { clock })
    clock.advance(1_000)
    await city.editor.create({ name: 'Quill, Ingrid', kind: 'person', module: 'utility' })
    const priya = await signIn(PRIYA)
    expect(wordsOf(await priya.read('/c/cedar-hollow/search?q=quill'))).toContain('No customer fits as typed')
    const answer = await priya.post(`${status}/sync`, { back: '/c/cedar-hollow/search?q=quill' })
    const html = await untilSynced(priya, answer.headers.get('location') ?? '')
    expect(wordsOf(html)).toContain('The sync is complete')
    expect(html).toContain('href="/c/cedar-hollow/search?q=quill"')
    expect(wordsOf(await priya.read('/c/cedar-hollow/search?q=quill'))).toContain('Quill , Ingrid')
  })

  test('a clerk cannot start a sync, and is told who can', async () => {
    const { signIn } = demo()
    const answer = await (await signIn(ANA)).post(`${status}/sync`, {})
    expect(answer.status).toBe(403)
    expect(wordsOf(await answer.text())).toContain('Ask an administrator')
  })

  test('a held run is confirmed or discarded by an administrator of all departments', async () => {
    const own = await smallDemo(await database.open())
    await own.communities.changeSettings('cedar-hollow', {
      sync: { removalGuard: { percent: 0, atLeast: 0 } },
    })
    const [gone] = await own.city.editor.find('Nunes, Anna')
    await own.city.editor.delete(gone?.customerId ?? '')
    const run = await own.sync.run(await own.communities.get('cedar-hollow'), { trigger: 'now' })
    expect(run.status).toBe('held')
    const [ana, priya] = [await own.signIn(ANA), await own.signIn(PRIYA)]
    expect(wordsOf(await ana.read(status))).toContain(
      'An administrator confirms the removals or discards them',
    )
    expect((await ana.post(`${status}/held/confirm`, { run: String(run.runId) })).status).toBe(404)

    expect(wordsOf(await priya.read(status))).toMatch(/1 customer and 1 account/)
    expect((await priya.post(`${status}/held/confirm`, { run: String(run.runId) })).status).toBe(303)
    expect(wordsOf(await priya.read(status))).not.toContain('A sync is held')
    expect(wordsOf(await priya.read(`${status}/deleted`))).toContain('Nunes, Anna')
  })
})

import { expect, test } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { ANA, PRIYA, wordsOf, type SmallDemo, sharedDemo } from './small-demo.ts'

async function idOf({ city }: SmallDemo, name: string): Promise<string> {
  const [found] = await city.editor.find(name)
  if (!found) throw new Error(`${name} is not in the sample`)
  return found.customerId
}

describeOnEachDatabase('The page of a customer', (database) => {
  const demo = sharedDemo(database)

  test('shows accounts, balances and holders, and says where changes are made', async () => {
    const shown = demo()
    const path = `/c/cedar-hollow/customers/${await idOf(shown, 'Núñez')}`
    const words = wordsOf(await (await shown.signIn(ANA)).read(path))
    expect(words).toContain('Núñez, Ana María')
    expect(words).toContain('12.3456.07 Utility · Water active')
    expect(words).toContain('$84.20')
    expect(words).toMatch(
      /Kept in Caselle\. Changes made there show here after the next sync \( ?9:46 AM ?\)\./,
    )
    expect(words).toContain('people with access to Water and Licensing')
  })

  test('names another holder only to those who find that holder through the same account', async () => {
    const shown = demo()
    const words = wordsOf(
      await (await shown.signIn(ANA)).read(`/c/cedar-hollow/customers/${await idOf(shown, 'Villarreal')}`),
    )
    expect(words).toContain('McCoy, Dean Landlord')
  })

  test('that is hidden is the page of a customer who does not exist, byte by byte', async () => {
    const shown = demo()
    const ana = await shown.signIn(ANA)
    const pages = []
    for (const id of [await idOf(shown, 'Spruce'), await idOf(shown, 'Okafor, Chidi'), 'C-nobody']) {
      const answer = await ana.get(`/c/cedar-hollow/customers/${id}`)
      expect(answer.status).toBe(404)
      const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1] ?? '?'
      pages.push((await answer.text()).replaceAll(nonce, ''))
    }
    expect(new Set(pages).size).toBe(1)
  })

  test('that was merged leads to the one that it became', async () => {
    const shown = demo()
    const priya = await shown.signIn(PRIYA)
    const survivor = await idOf(shown, 'Peterson, Kathryn')
    const words = wordsOf(await priya.read(`/c/cedar-hollow/customers/${survivor}`))
    const merged = /Merged into it customer (C\d+)/.exec(words)?.[1]
    const answer = await priya.get(`/c/cedar-hollow/customers/${merged ?? ''}`)
    expect(answer.headers.get('location')).toBe(`/c/cedar-hollow/customers/${survivor}`)
  })

  test('remembers an earlier account number', async () => {
    const shown = demo()
    const words = wordsOf(
      await (
        await shown.signIn(PRIYA)
      ).read(`/c/cedar-hollow/customers/${await idOf(shown, 'Kowalski, Joan')}`),
    )
    expect(words).toContain('Was 11.0001.02 until 23 Nov 2026')
  })
})

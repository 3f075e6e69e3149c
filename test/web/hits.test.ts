import { html } from 'hono/html'
import { expect, test } from 'vitest'
import { Hits } from '../../src/web/pages/hits.tsx'
import { wordsOf } from './small-demo.ts'

const HIT = {
  customerId: 'C1',
  name: 'Lee, Grace',
  matched: [{ term: 'hollow', field: 'address', how: 'exact' }],
  accounts: [
    {
      accountNumber: '31.0103.01',
      module: 'utility',
      department: 'Water',
      status: 'active',
      serviceAddress: '40 Hollow Road',
      balanceCents: 0,
    },
  ],
} as const

const shown = async (mailingAddress: string | null, columns: readonly ('mailing' | 'address')[]) => {
  const hits = [{ ...HIT, contact: { phone: null, email: null, mailingAddress } }]
  return `${await html`${Hits({ hits, columns, pathOf: () => '/' })}`}`
}

test('A mailing address is marked where search looks into it, and its town is printed plain', async () => {
  const cells = await shown('40 Hollow Road, Cedar Hollow, CO 80301', ['mailing'])
  expect(cells).toContain('40 <mark>Hollow</mark> Road, Cedar Hollow, CO 80301')
  expect(wordsOf(cells)).not.toContain('matches')
  expect(await shown(null, ['mailing', 'address'])).toContain('40 <mark>Hollow</mark> Road')
})

test('A match that could be seen in the town alone is said', async () => {
  expect(wordsOf(await shown('7 Elm Street, Cedar Hollow, CO 80301', ['mailing']))).toContain(
    'service address matches “hollow”',
  )
})

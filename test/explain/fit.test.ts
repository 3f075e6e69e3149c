import { expect, it } from 'vitest'
import { fitOf } from '../../src/explain/fit.ts'
import { stepAt } from '../../src/search/steps.ts'
import { customerOf } from '../search/copy.ts'

/** As gate 5 asks it where somebody else fits as typed, so that nobody is guessed at. */
async function missing(text: string): Promise<readonly string[]> {
  const customer = customerOf('C1', {
    lastName: 'Smith',
    firstName: 'Ann',
    mailingAddress: '40 Oak St',
    accounts: [{ accountNumber: '77.1001.1' }],
  })
  const [account = null] = customer.accounts
  const fit = await fitOf({ text }, { fields: customer, taxIdHash: null }, account, async () => stepAt(0))
  return fit.missing
}

it('names words that can be left out of the search, though they might be one number with others', async () => {
  expect(await missing('smith 118 5512')).toEqual(['118', '5512'])
  expect(await missing('bob 118 oak')).toEqual(['bob', '118'])
})

it('names a number as one where nothing else was typed', async () => {
  expect(await missing('12 977 5512')).toEqual(['129775512'])
})

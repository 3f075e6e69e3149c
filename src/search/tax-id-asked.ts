import type { Scope } from '../access/scope.ts'
import { wrongUse } from '../kernel/errors.ts'
import { protectTaxId } from '../kernel/tax-id.ts'
import { ASKED, MAX_TYPED, eachAskedIn } from './asked-fields.ts'
import { cut } from './normalise.ts'

/**
 * A search for `tax:` holds the id that it looks for, and must not be kept, shown or logged as it was typed: what leaves the
 * search is `withoutTaxId` of it. The id itself is compared by its keyed hash.
 */

/** The term of a search for a tax id, as answers name it. */
export const TAX_ID = 'tax id'

/** What stands in the place of a tax id, in what is shown or kept of a search. */
const HIDDEN = '•••'

/** The search asks for a tax id, or did before it was hidden. */
export function asksTaxId(text: string): boolean {
  return taxIdTyped(text) !== undefined
}

/** The search with its tax id hidden: `nunez tax:•••`. */
export function withoutTaxId(text: string): string {
  return text.replace(ASKED, (asked, field: string, value: string) =>
    field.toLowerCase() === 'tax' && value !== '' ? `tax:${HIDDEN}` : asked,
  )
}

/**
 * The keyed hash of the tax id that a search asks for; undefined where it asks for none.
 * @throws wrongUse `tax_id_missing` where there is no letter or digit in it, as when it has been hidden
 */
export function taxIdHashOf(text: string, key: string): string | undefined {
  const taxId = taxIdTyped(text)
  if (taxId === undefined) return undefined
  const kept = protectTaxId(taxId, key)
  if (!kept) throw wrongUse('tax_id_missing', 'Type the tax id again: it is not kept.')
  return kept.hash
}

/** The tax id that a search asks for, as it was typed: it is compared by its keyed hash alone. */
function taxIdTyped(text: string): string | undefined {
  return eachAskedIn(cut(text, MAX_TYPED), 'tax').at(-1)
}

/** What those without the right are told. */
export const MAY_NOT_ASK =
  'You may not search by tax id: ask an administrator of the community for the right to, or search without it.'

/** @throws wrongUse `not_permitted` where a search asks for a tax id, which is for those with the right alone */
export function checkMayAskTaxId({ rights }: Pick<Scope, 'rights'>, text: string): void {
  if (asksTaxId(text) && !rights.has('search_tax_id')) throw wrongUse('not_permitted', MAY_NOT_ASK)
}

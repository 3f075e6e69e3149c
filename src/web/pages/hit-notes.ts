import type { Hit, How, MatchedField } from '../../search/result.ts'
import { withoutTown } from '../../search/normalise.ts'
import type { Column } from '../columns.ts'
import { markMatches } from '../marking.ts'
import { listed } from '../words.ts'

/** What a field is called where a match in it cannot be seen. */
const FIELD_IN_WORDS: Readonly<Record<Exclude<MatchedField, 'tax_id'>, string>> = {
  account_number: 'an earlier account number',
  name: 'name',
  phone: 'phone',
  address: 'mailing address',
  email: 'e-mail',
  customer_id: 'customer number',
  former_name: 'an earlier name',
}

/** How a word of the record is told that is not the one which was typed. */
const GUESSED: Readonly<Partial<Record<How, string>>> = {
  typo: 'close to',
  sounds_like: 'sounds like',
  nickname: 'another form of',
  abbreviation: 'stands for',
  initial: 'initial of',
}

/** Says what matched where it cannot be seen in the columns that are shown. */
export function notesOn(hit: Hit, columns: readonly Column[]): string[] {
  const unseen = new Map<string, string[]>()
  const notes: string[] = []
  for (const { term, field, how } of hit.matched) {
    const guess = GUESSED[how]
    if (field === 'tax_id') notes.push('has this tax id')
    else if (guess !== undefined) notes.push(`${guess} “${term}”`)
    else if (!textsSeen(hit, field, columns).some((text) => showsIn(text, term, field))) {
      const name = hiddenName(hit, term, field)
      unseen.set(name, [...(unseen.get(name) ?? []), `“${term}”`])
    }
  }
  return [...notes, ...[...unseen].map(([name, terms]) => `${name} matches ${listed(terms)}`)]
}

/** A number or address of an account that was matched is named by itself where its column is not shown. */
function hiddenName(hit: Hit, term: string, field: Exclude<MatchedField, 'tax_id'>): string {
  const all = textsSeen(hit, field, ['account', 'address']).some((text) => showsIn(text, term, field))
  if (all && field === 'account_number') return 'account number'
  if (all && field === 'address') return 'service address'
  return FIELD_IN_WORDS[field]
}

/** The texts in which a match in this field can be seen. */
function textsSeen(hit: Hit, field: MatchedField, columns: readonly Column[]): string[] {
  const has = (column: Column) => columns.includes(column)
  const { phone, email, mailingAddress } = hit.contact ?? {}
  const texts: Readonly<Partial<Record<MatchedField, readonly (string | null | undefined)[]>>> = {
    name: [hit.name],
    account_number: has('account') ? hit.accounts.map(({ accountNumber }) => accountNumber) : [],
    address: [
      ...(has('address') ? hit.accounts.map(({ serviceAddress }) => serviceAddress) : []),
      ...(has('mailing') ? [withoutTown(mailingAddress ?? '')] : []),
    ],
    phone: has('phone') ? [phone] : [],
    email: has('email') ? [email] : [],
  }
  return (texts[field] ?? []).filter((text) => typeof text === 'string')
}

function showsIn(text: string, term: string, field: MatchedField): boolean {
  const number = field === 'account_number' || field === 'phone'
  return markMatches(text, [term], { number }).some((piece) => piece.marked)
}

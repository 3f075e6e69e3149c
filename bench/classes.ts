import { misspelled, nameWordsOf, type Misspelling } from './misspelled.ts'
import type { Target } from './targets.ts'

/** What somebody types who looks for a target; `i` is the target's number. */
export type Typed = (target: Target, i: number) => string

/** What people type, from what they know. */
export const SEARCH_CLASSES: Readonly<Record<string, Typed>> = {
  'last name': ({ lastName }) => lastName,
  '1 letter': ({ lastName }) => lastName.slice(0, 1),
  '2 letters': ({ lastName }) => lastName.slice(0, 2),
  '3 letters': ({ lastName }) => lastName.slice(0, 3),
  '5 letters': ({ lastName }) => lastName.slice(0, 5),
  'two words': ({ firstName, lastName }, i) =>
    i % 2 ? `${firstName} ${lastName}` : `${lastName}, ${firstName}`,
  'two beginnings': ({ firstName, lastName }) => `${lastName.slice(0, 3)} ${firstName.slice(0, 2)}`,
  'three scattered words': (target, i) => {
    const words = [...nameWordsOf(target), streetOf(target)]
    return [0, 1, 2].map((n) => words[(n * (1 + (i % 2)) + i) % words.length]).join(' ')
  },
  address: ({ address }) => address,
  'number and street': ({ address }) => address.split(' ').slice(0, 2).join(' '),
  'street alone': ({ address }) => address.split(' ').slice(1).join(' '),
  'account number': ({ accountNumber }) => accountNumber,
  'part of an account number': ({ accountNumber }) => accountNumber.replace(/\D/g, '').slice(2, 7),
  phone: ({ phone }) => phone,
  'end of a phone number': ({ phone }) => phone.replace(/\D/g, '').slice(-4),
  'e-mail': ({ email }) => email,
  'one typo': typo('one'),
  'two typos': typo('two'),
  'nothing found': ({ lastName }, i) => `zzq${lastName.toLowerCase()}${i}`,
}

/** The name with so many errors. */
export function typo(errors: Misspelling): Typed {
  return (target, i) => misspelled(target, errors, i).join(' ')
}

/** The first word of a street's own name: `Aspen` of `118 N Aspen Way Apt 4`. */
function streetOf({ address }: Target): string {
  return /(?<![\p{L}\d])[\p{L}']{2,}/u.exec(address)?.[0] ?? address
}

import type { Random } from '../../src/source/sample/random.ts'
import { replaced, without } from '../letters.ts'
import { longestWord, nameWordsOf, withError } from '../misspelled.ts'
import type { Target } from '../targets.ts'
import type { OtherMisspelling } from './other-misspellings.ts'

/**
 * What somebody types who knows more of a customer than the name, or something else than the record does. Undefined where the
 * target has no such thing.
 */
export type OtherWay = (target: Target, random: Random) => string | undefined

/** Short forms that are no beginnings of the name. */
const CALLED: Readonly<Record<string, string>> = {
  barbara: 'babs',
  charles: 'chuck',
  edward: 'ted',
  elizabeth: 'betty',
  francisco: 'paco',
  james: 'jim',
  john: 'jack',
  jose: 'pepe',
  margaret: 'peggy',
  mary: 'molly',
  richard: 'dick',
  robert: 'bob',
  susan: 'suzy',
  theresa: 'tracy',
  william: 'bill',
}

export const OTHER_WAYS: Readonly<Record<string, OtherWay>> = {
  'a nickname': ofName((first, last) => {
    const called = CALLED[first.toLowerCase()]
    return called === undefined ? undefined : `${called} ${last}`
  }),
  'a title before the name': ofName((first, last) => `Mrs. ${first} ${last}`),
  'an initial that is not in the record': ofName((first, last) => `${first} Q ${last}`),
  'a middle name that is not in the record': ofName((first, last) => `${first} Xavier ${last}`),
  'one typo, and the other name begun': ofName((first, last, random) =>
    last.length < 5 ? undefined : `${withError(first, random)} ${last.slice(0, -2)}`,
  ),
  'three letters, and one typo': ofName((first, last, random) =>
    last.length < 5 ? undefined : `${first.slice(0, 3)} ${withError(last, random)}`,
  ),
  'surname and street, one typo in each': (target, random) => {
    const street = streetOf(target)
    if (street === undefined) return undefined
    return `${withError(nameWordsOf(target)[1], random)} ${withError(street, random)}`
  },
  'surname, a wrong house number, street': (target, random) => {
    const street = streetOf(target)
    const [number = ''] = target.address.split(' ')
    return street && `${nameWordsOf(target)[1]} ${withWrongDigit(number, random)} ${street}`
  },
  'name and another street': ofName((first, last) => `${first} ${last} Zanzibar`),
  'account number, one digit wrong': ({ accountNumber }, random) => withWrongDigit(accountNumber, random),
  'account number, O for 0': ({ accountNumber }) =>
    accountNumber.includes('0') ? accountNumber.replace('0', 'O') : undefined,
  'e-mail, one typo': ({ email }, random) => email.replace(/^[^@]+/, (name) => withError(name, random)),
}

export function ofName(typed: OtherMisspelling): OtherWay {
  return (target, random) => typed(...nameWordsOf(target), random)
}

/** Shorter ones are not misspelt, but another word. */
const LEAST_STREET = 4

/** The longest word of the street. */
function streetOf({ address }: Target): string | undefined {
  const word = longestWord(address)
  return word.length < LEAST_STREET ? undefined : word
}

/** Another digit in one place, or one missing. */
function withWrongDigit(number: string, random: Random): string {
  const places = [...number].flatMap((character, at) => (/\d/.test(character) ? [at] : []))
  const at = random.pick(places)
  const other = random.pick([...'0123456789'].filter((digit) => digit !== number.charAt(at)))
  return random.chance(0.5) ? without(number, at) : replaced(number, at, other)
}

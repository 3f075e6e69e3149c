import type { Random } from '../../src/source/sample/random.ts'
import { LETTERS, replaced, without } from '../letters.ts'

/** Another way to get two name words wrong: what is typed, or undefined where these words are too short for it. */
export type OtherMisspelling = (first: string, last: string, random: Random) => string | undefined

const VOWELS = [...'aeiou']

/** The neighbours of each key on the keyboard. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  a: 'qsz',
  b: 'vn',
  c: 'xv',
  d: 'sf',
  e: 'wr',
  f: 'dg',
  g: 'fh',
  h: 'gj',
  i: 'uo',
  j: 'hk',
  k: 'jl',
  l: 'k',
  m: 'n',
  n: 'bm',
  o: 'ip',
  p: 'o',
  q: 'wa',
  r: 'et',
  s: 'ad',
  t: 'ry',
  u: 'yi',
  v: 'cb',
  w: 'qe',
  x: 'zc',
  y: 'tu',
  z: 'x',
}

/** What sounds alike; the first that a word has is written in the other way. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/ph/i, 'f'],
  [/f/i, 'ph'],
  [/ck/i, 'k'],
  [/c(?=[aou])/i, 'k'],
  [/k/i, 'c'],
  [/y/i, 'i'],
  [/ie/i, 'ei'],
  [/ei/i, 'ie'],
  [/z/i, 's'],
  [/s(?=[aeiou])/i, 'z'],
  [/ll/i, 'l'],
  [/tt/i, 't'],
  [/ee/i, 'ea'],
  [/i/i, 'y'],
  [/n/i, 'nn'],
]

/**
 * Ways that `misspelled.ts`, with which the search was tuned, does not know: letters too many, fingers that slip to the next
 * key, what is written by ear, spaces at a wrong place, initials.
 */
export const OTHER_MISSPELLINGS: Readonly<Record<string, OtherMisspelling>> = {
  'a letter too many in each': (first, last, random) =>
    `${inserted(first, random)} ${inserted(last, random)}`,
  'two letters too many in one': (first, last, random) =>
    `${first} ${inserted(inserted(last, random), random)}`,
  'a letter doubled in each': (first, last, random) => `${doubled(first, random)} ${doubled(last, random)}`,
  'a neighbouring key in each': (first, last, random) =>
    `${neighbouring(first, random)} ${neighbouring(last, random)}`,
  'a wrong vowel in each': (first, last, random) =>
    `${otherVowel(first, random)} ${otherVowel(last, random)}`,
  'both by ear': (first, last) => `${byEar(first)} ${byEar(last)}`,
  'the first letter of each is missing': (first, last) => `${first.slice(1)} ${last.slice(1)}`,
  'as one word': (first, last) => first + last,
  'as one word, a letter missing': (first, last, random) =>
    first.length < 5 || last.length < 5 ? undefined : first + shortened(last, random),
  'a space at a wrong place': (first, last) => `${first}${last.slice(0, 1)} ${last.slice(1)}`,
  'initial and surname, a letter missing': (first, last, random) =>
    last.length < 5 ? undefined : `${first.slice(0, 1)} ${shortened(last, random)}`,
  'three typos': (first, last, random) =>
    `${otherVowel(first, random)} ${shortened(neighbouring(last, random), random)}`,
}

function inserted(word: string, random: Random): string {
  const at = random.between(0, word.length)
  return word.slice(0, at) + random.pick(LETTERS) + word.slice(at)
}

function doubled(word: string, random: Random): string {
  const at = random.between(1, word.length)
  return word.slice(0, at) + word.slice(at - 1)
}

function shortened(word: string, random: Random): string {
  return without(word, random.between(0, word.length - 1))
}

function neighbouring(word: string, random: Random): string {
  const at = random.between(0, word.length - 1)
  const neighbours = NEIGHBOURS[word.charAt(at).toLowerCase()]
  return neighbours === undefined ? word : replaced(word, at, random.pick([...neighbours]))
}

function otherVowel(word: string, random: Random): string {
  const places = [...word.toLowerCase()].flatMap((letter, at) => (VOWELS.includes(letter) ? [at] : []))
  if (places.length === 0) return word
  const at = random.pick(places)
  return replaced(word, at, random.pick(VOWELS.filter((vowel) => vowel !== word.charAt(at).toLowerCase())))
}

function byEar(word: string): string {
  const [pattern, other] = SPELLINGS.find(([each]) => each.test(word)) ?? [/^$/, '']
  return word.replace(pattern, other)
}

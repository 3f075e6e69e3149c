import type { Random } from './random.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface PersonName {
  readonly first: string
  readonly middle: string
  readonly last: string
  readonly suffix: string
}

const SUFFIXES = ['Jr', 'Sr', 'II', 'III', 'Jr.']
const INITIALS = 'ABCDEFGHJKLMNPRSTVW'
const PARTICLES = [
  'de la Cruz',
  'de León',
  'van der Berg',
  'St. Clair',
  'Mc Allister',
  'De La Torre',
  'von Braun',
  'Le Roy',
]

/** The name of a person as a city has it: couples in one record, hyphens, two surnames, initials, suffixes, capitals. */
export function personName(random: Random, { surname, givenName }: Vocabulary): PersonName {
  let first = givenName(random)
  let last = surname(random)
  const kind = random.next()
  if (kind < 0.035) last = `${last}-${surname(random)}`
  else if (kind < 0.075) last = `${last} ${surname(random)}`
  else if (kind < 0.085) last = random.pick(PARTICLES)
  if (random.chance(0.07)) first = `${first} & ${givenName(random)}`
  else if (random.chance(0.03)) first = `${first} ${givenName(random)}`
  const middle = first.includes('&') || !random.chance(0.3) ? '' : middleName(random, givenName)
  const suffix = random.chance(0.02) ? random.pick(SUFFIXES) : ''
  // Records that were typed long ago are in capitals.
  if (random.chance(0.08)) [first, last] = [first.toUpperCase(), last.toUpperCase()]
  return { first, middle, last, suffix }
}

function middleName(random: Random, givenName: Vocabulary['givenName']): string {
  if (random.chance(0.4)) return givenName(random)
  return INITIALS.charAt(random.between(0, INITIALS.length - 1)) + (random.chance(0.5) ? '.' : '')
}

/** An address at a domain that is reserved for examples. */
export function emailOf(random: Random, { first, last }: PersonName): string {
  const plain = (text: string) =>
    text
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase()
  const name = random.pick([
    `${plain(first)}.${plain(last)}`,
    `${plain(first).slice(0, 1)}${plain(last)}`,
    `${plain(first)}${random.between(1, 99)}`,
  ])
  return `${name || 'office'}@${random.pick(['example.com', 'example.net', 'example.org'])}`
}

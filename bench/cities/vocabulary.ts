import { STREETS } from '../../src/source/sample/addresses.ts'
import { GIVEN_NAMES } from '../../src/source/sample/given-names.ts'
import { randomFrom, weighted } from '../../src/source/sample/random.ts'
import { SURNAMES } from '../../src/source/sample/surnames.ts'
import type { Vocabulary } from '../../src/source/sample/vocabulary.ts'

/**
 * The names of a country, for cities of up to a million people: real common names at the head, and a long tail of names
 * that are made of syllables, because what a search costs depends on how many people share a name and on how many
 * names there are that are nearly the same.
 *
 * How often each is met follows its rank. Surnames lie close to the census of 1990 (Smith 1.0 %, the first hundred
 * 21 %, the first thousand 44 %, the first ten thousand 72 %); the commonest given name has 3 %.
 */
const SURNAMES_ALL = 40_000
const GIVEN_NAMES_ALL = 3_000
const STREETS_ALL = 2_000

const ENGLISH = {
  beginnings: 'Ash Bar Beck Black Brad Brook Cal Car Clay Cold Cor Dal Den Dray East El Fair Fen Gar Gil Glen Har Hatch Hol Kel Ken Lang Lath Lin Lock Mar Mel Nor Oak Or Pem Quin Rad Red Rock Rush Sel Shel Stan Sted Sut Thorn Tid Wake War Wen West Whit Win Yar',
  middles: ' a en er ing le ley ring s ter wil',
  endings: 'bank beck berry bourne bridge brook burn bury by combe cott croft dale den field ford gate ham hurst land leigh ley low man mere more ridge shaw son stead stock stone thorpe ton tree ward water way well wick wood worth',
} // prettier-ignore
const SPANISH = {
  beginnings: 'Al Ar Bar Be Ca Cas Ce Cor Del Do Es Fer Fi Ga Gue Her Ju La Lo Ma Men Mon Na Ol Or Pa Pe Que Ra Ro Sal San Se So Te Tor Va Ve Vi Zu',
  middles: 'ba ca ce cha da do ga lan le lla man mi na ño que ra re ri rre sa se ta te ti va ve zar',
  endings: 'ales ano ar arte era eda ez illa illo ín iz ño ón ona or osa oso uela ués uz',
} // prettier-ignore
const GIVEN = {
  beginnings: 'A Al Bel Bri Ca Ce Da De Ele Em Fe Gia Ha I Ja Jo Ka Ke La Le Li Lu Ma Mi Na Ni O Pa Ra Ro Sa Se Ta Te Va Vi Xa Ya Za',
  middles: 'be da de ha la le li lo ma mi na ne ni ra ri ro sha si ta ti va ya',
  endings: 'an ana ar e ella en eth ia iah iel in ine is ly n na ne ra s th',
} // prettier-ignore
const STREET_TYPES = [
  'Street', 'Avenue', 'Road', 'Drive', 'Lane', 'Court', 'Way', 'Circle', 'Place', 'Boulevard', 'Trail', 'Terrace',
] // prettier-ignore

const surnames = longList(SURNAMES, SURNAMES_ALL, [...combinations(ENGLISH), ...combinations(SPANISH)])
const givenNames = longList(GIVEN_NAMES, GIVEN_NAMES_ALL, combinations(GIVEN))
const streets = longList(
  STREETS,
  STREETS_ALL,
  combinations(ENGLISH).map((name, i) => `${name} ${STREET_TYPES[i % STREET_TYPES.length] ?? ''}`),
)

/** The names of the benchmark's cities. */
export const COUNTRY: Vocabulary = {
  surname: weighted(surnames, (rank) => 1 / (rank + 7) ** 0.9),
  givenName: weighted(givenNames, (rank) => 1 / (rank + 5.5)),
  street: weighted(streets, (rank) => 1 / (rank + 10) ** 0.7),
}

interface Syllables {
  readonly beginnings: string
  readonly middles: string
  readonly endings: string
}

function combinations({ beginnings, middles, endings }: Syllables): string[] {
  const [firsts, seconds, thirds] = [beginnings, middles, endings].map((list) => list.split(' '))
  return (firsts ?? []).flatMap((first) =>
    (seconds ?? []).flatMap((second) => (thirds ?? []).map((third) => first + second + third)),
  )
}

/** The head as it is, and of the tail so many that the list has `length`, in an order that is always the same. */
function longList(head: readonly string[], length: number, tail: readonly string[]): string[] {
  const random = randomFrom('tail')
  const shuffled = [...new Set(tail)]
    .map((name) => ({ name, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name)
  return [...new Set([...head, ...shuffled])].slice(0, length)
}

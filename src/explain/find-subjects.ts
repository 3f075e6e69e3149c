import type { Question } from './explanation.ts'
import { piecesTyped } from '../search/asked-fields.ts'
import { asksTaxId } from '../search/tax-id-asked.ts'
import type { CommunityStore } from '../store/index.ts'
import type { Subject } from './facts.ts'
import type { World } from './knowable.ts'
import { existsElsewhere } from './read-around.ts'
import { readCustomer } from './read-customer.ts'
import { readNumber } from './read-number.ts'

/** Finds customers of a world by words, shared or withheld; ids, best first. */
export type FindByWords = (
  text: string,
  limit: number,
  how?: { readonly asTyped?: boolean },
) => Promise<readonly string[]>

export interface Reach {
  readonly store: CommunityStore
  readonly world: World
  readonly timeZone: string
  readonly findByWords: FindByWords
}

/** Words of a search of which one may be the one that is wrong. */
const MOST_PIECES = 8
/** Holders of one account that are looked at; a question is about one customer, and the page can name the others. */
const MANY = 5

/**
 * What the question is about, best first; never empty. A customer id and an account number are taken as they are; words
 * name whoever they would find, then whose id or number they are, then whoever most of them would find.
 */
export async function findSubjects(reach: Reach, question: Question): Promise<Subject[]> {
  const { customer, account, text } = question
  if (customer !== undefined) return [await byId(reach, customer)]
  if (account !== undefined) return await byNumber(reach, account)
  return text === undefined ? [UNKNOWN] : await byWords(reach, text)
}

const UNKNOWN: Subject = { kind: 'unknown' }

async function byId({ store, world, timeZone }: Reach, customerId: string): Promise<Subject> {
  return await readCustomer(store, world, customerId.trim(), timeZone)
}

async function byNumber(reach: Reach, accountNumber: string): Promise<Subject[]> {
  const { holders, otherwise } = await readNumber(reach.store, reach.world, accountNumber)
  const subjects: Subject[] = []
  for (const holder of holders.slice(0, MANY)) {
    const subject = await byId(reach, holder)
    if (subject.kind !== 'unknown') subjects.push(subject)
  }
  return subjects.length > 0 ? subjects : [otherwise ?? UNKNOWN]
}

async function byWords(reach: Reach, text: string): Promise<Subject[]> {
  const [found] = await reach.findByWords(text, 1)
  if (found !== undefined) return [await byId(reach, found)]
  // A tax id is nobody's customer number, and is compared by its hash alone.
  if (asksTaxId(text)) return await byMostWords(reach, text)
  const named = await byId(reach, text)
  if (named.kind !== 'unknown') return [named]
  const numbered = await byNumber(reach, text)
  if (numbered[0]?.kind !== 'unknown') return numbered
  return await byMostWords(reach, text)
}

async function byMostWords(reach: Reach, text: string): Promise<Subject[]> {
  const nearly = await findByMostWords(reach, text)
  return [nearly === undefined ? UNKNOWN : await byId(reach, nearly)]
}

/**
 * Whoever is found, and nobody else, when one of the words is left out: the one that the clerk got wrong. Of several, none
 * is more likely to be meant than the others, and to explain a stranger would be worse than to say that nobody was found.
 */
async function findByMostWords({ findByWords }: Reach, text: string): Promise<string | undefined> {
  const pieces = piecesTyped(text)
    .slice(0, MOST_PIECES)
    .map(({ typed }) => typed)
  if (pieces.length < 2) return undefined
  for (let left = pieces.length - 1; left >= 0; left--) {
    const [found, another] = await findByWords(pieces.filter((_, i) => i !== left).join(' '), 2, {
      asTyped: true,
    })
    if (found !== undefined && another === undefined) return found
  }
  return undefined
}

/**
 * Whether a customer that is named exactly is in a department outside the world. Only for those who may explain, and only
 * where the community's settings allow that much.
 */
export async function isElsewhere(
  { store, world }: Reach,
  { customer, account }: Question,
): Promise<boolean> {
  if (world.sees !== 'all') return false
  if (customer !== undefined) return await existsElsewhere(store, world, { customer: customer.trim() })
  return account !== undefined && (await existsElsewhere(store, world, { account }))
}

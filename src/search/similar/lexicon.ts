import { CommunitySets } from './community-sets.ts'
import { SignatureTable } from './signature-table.ts'
import { visitSignatures, visitSignaturesOfSmallChanges } from './signatures.ts'
import { LEAST_CUT_SHORT, nearnessOfForms, type Nearness, type Penalty } from './similarity.ts'
import { formOf, type WordForm } from './word-form.ts'

export interface SimilarWord extends Nearness {
  readonly word: string
}

/**
 * The words in use, each once however many communities use it, and those of one community that are near a typed one:
 * exactly those for which `nearness` says so. No answer depends on a word of another community, hence no limit on the
 * number of candidates: whoever wants fewer asks for a smaller penalty.
 */
export class Lexicon {
  readonly #numbers = new Map<string, number>()
  readonly #forms: WordForm[] = []
  readonly #table = new SignatureTable()
  readonly #communities = new CommunitySets()
  readonly #kinds: number[] = []
  /** For each word the look-up that met it last: a word with several signatures in common is compared once. */
  #metIn = new Uint32Array(0)
  #lookUp = 0

  constructor(pairs: Iterable<readonly [word: string, communityId: number]> = []) {
    for (const [word, communityId] of pairs) this.add([word], communityId)
  }

  /** @param kind where the words are used, below 8 */
  add(words: Iterable<string>, communityId: number, kind = 0): void {
    for (const word of words) {
      const number = this.#numberOf(word)
      this.#communities.add(number, communityId)
      this.#kinds[number] = (this.#kinds[number] ?? 0) | (1 << kind)
    }
  }

  /** A bit for each kind of which any community uses the word. */
  kindsOf(word: string): number {
    return this.#kinds[this.#numbers.get(word) ?? -1] ?? 0
  }

  /** In order: the smallest penalty first, then the closest, then by letters. */
  similarTo(typed: string, communityId: number, mostPenalty: Penalty): SimilarWord[] {
    return this.#similarTo(typed, this.#communities.membership(communityId), mostPenalty)
  }

  /** The same, of the words of all communities: for what is asked of several, and shown of none. */
  similarInAny(typed: string, mostPenalty: Penalty): SimilarWord[] {
    return this.#similarTo(typed, () => true, mostPenalty)
  }

  #similarTo(typed: string, isUsedHere: (number: number) => boolean, mostPenalty: Penalty): SimilarWord[] {
    const found: SimilarWord[] = []
    const form = formOf(typed)
    const meet = (number: number) => {
      if (this.#metIn[number] === this.#lookUp) return
      this.#metIn[number] = this.#lookUp
      if (!isUsedHere(number)) return
      const word = this.#forms[number] as WordForm
      const near = nearnessOfForms(form, word)
      if (near && near.penalty <= mostPenalty) found.push({ word: word.word, ...near })
    }
    this.#beginLookUp()
    const visit = mostPenalty === 1 ? visitSignaturesOfSmallChanges : visitSignatures
    visit(form, (signature) => this.#table.visit(signature, meet))
    for (const beginning of mostPenalty < PENALTY_OF_BEGINNING ? [] : beginningsOf(typed)) {
      const number = this.#numbers.get(beginning)
      if (number !== undefined) meet(number)
    }
    return found.sort(inOrder)
  }

  /** Whether the community uses the word. */
  has(word: string, communityId: number): boolean {
    const number = this.#numbers.get(word)
    return number !== undefined && this.#communities.membership(communityId)(number)
  }

  /** Whether any community uses the word, or did. */
  isInAny(word: string): boolean {
    return this.#numbers.has(word)
  }

  #numberOf(word: string): number {
    const known = this.#numbers.get(word)
    if (known !== undefined) return known
    const number = this.#forms.length
    const form = formOf(word)
    this.#numbers.set(word, number)
    this.#forms.push(form)
    visitSignatures(form, (signature) => this.#table.add(signature, number))
    return number
  }

  #beginLookUp(): void {
    this.#lookUp++
    if (this.#metIn.length < this.#forms.length || this.#lookUp > 0xffff_ffff) {
      this.#metIn = new Uint32Array(2 * this.#forms.length)
      this.#lookUp = 1
    }
  }
}

const PENALTY_OF_BEGINNING = 3

/** Where a word begins with another one of the record: what is cut short, and initials. */
function beginningsOf(typed: string): string[] {
  const beginnings = [typed.slice(0, 1)]
  for (let length = LEAST_CUT_SHORT; length < typed.length; length++) beginnings.push(typed.slice(0, length))
  return beginnings
}

function inOrder(a: SimilarWord, b: SimilarWord): number {
  return a.penalty - b.penalty || b.closeness - a.closeness || (a.word < b.word ? -1 : 1)
}

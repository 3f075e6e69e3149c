import { remembering } from '../kernel/remembering.ts'
import { fold, isSoughtInside } from '../search/normalise.ts'
import { abbreviationsOf, expansionsOf } from '../search/similar/index.ts'

/** A part of a text, and whether it is what the search matched. */
export interface Piece {
  readonly text: string
  readonly marked: boolean
}

interface Letter {
  /** One character of the folded text, and where its original stands. */
  readonly folded: string
  readonly from: number
  readonly to: number
  readonly startsWord: boolean
}

/**
 * Marks what the terms of a search match in a text as it is shown: `nunez` marks `Núñez`, `1234` marks `12.34`. Words
 * match from their beginning, and where they are printed short or in full; a number matches from its own, and inside where
 * search looks inside it.
 */
export function markMatches(
  text: string,
  terms: readonly string[],
  { number = false }: { number?: boolean } = {},
): Piece[] {
  const letters = lettersOf(text)
  const compact = letters.map((letter) => letter.folded).join('')
  const marked = new Uint8Array(text.length)
  /** Returns whether it stands there. */
  const mark = (sought: string, isWhole: boolean): boolean => {
    let isThere = false
    for (let at = compact.indexOf(sought); at >= 0; at = compact.indexOf(sought, at + 1)) {
      const [first, last, next] = [at, at + sought.length - 1, at + sought.length].map((i) => letters[i])
      const begins = number ? at === 0 || isSoughtInside(sought) : first?.startsWord === true
      if (!first || !last || !begins || (isWhole && next?.startsWord === false)) continue
      marked.fill(1, first.from - (closesBracket(text, first.from, last.to) ? 1 : 0), last.to)
      isThere = true
    }
    return isThere
  }
  for (const term of terms) {
    const sought = lettersOf(term)
      .map((letter) => letter.folded)
      .join('')
    if (sought === '' || mark(sought, false) || number) continue
    for (const form of [...expansionsOf(sought), ...abbreviationsOf(sought)]) mark(form, true)
  }
  return piecesOf(text, marked)
}

/** Whether a part of a text, such as `555) 010` of a phone number, closes the bracket that stands before it. */
function closesBracket(text: string, from: number, to: number): boolean {
  return text[from - 1] === '(' && text.slice(from, to).includes(')')
}

function lettersOf(text: string): Letter[] {
  const letters: Letter[] = []
  let startsWord = true
  let from = 0
  for (const character of text) {
    const to = from + character.length
    const folded = foldedLetters(character)
    for (const letter of folded) {
      letters.push({ folded: letter, from, to, startsWord })
      startsWord = false
    }
    // A mark that combines with the letter before it stands inside the word.
    if (folded.length === 0 && !/\p{M}/u.test(character)) startsWord = true
    from = to
  }
  return letters
}

/** The letters and digits of a character, folded; the texts of a page have the same few. */
const MOST_CHARACTERS = 1_000
const foldedLetters = remembering(
  MOST_CHARACTERS,
  (character): readonly string[] => fold(character).match(/[\p{L}\p{N}]/gu) ?? [],
)

function piecesOf(text: string, marked: Uint8Array): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (let at = 1; at <= text.length; at++) {
    if (at < text.length && marked[at] === marked[from]) continue
    pieces.push({ text: text.slice(from, at), marked: marked[from] === 1 })
    from = at
  }
  return pieces
}

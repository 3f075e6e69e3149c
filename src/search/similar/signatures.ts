import { LEAST_CONFUSED_WITH_EDIT, LEAST_FOR_ANY_START, mostEditsIn } from './spelling.ts'
import type { WordForm } from './word-form.ts'

/**
 * Two words that are near share a signature: a number, so that a look-up needs no strings. Words that share one need not
 * be near. Of the ways to be near, two have none, and are found by the words themselves: see `beginningsOf`.
 *
 * The idea for typing errors is SymSpell's (Garbe 2012): of two words that are two edits apart, the first letters are
 * the same once up to two are left out of each. It holds for beginnings, too, so seven letters are enough.
 */
const LETTERS_USED = 7

/** Keeps the signatures of one kind apart from those of another. */
const EDITED = 0x811c9dc5
const CONFUSED = 0x2f0b4f47
const SOUND = 0x51ed270b
const NAME = 0x6a09e667
const MEANING = 0x3c6ef372

/** Calls `visit` with each signature of a word, some of them twice. */
export function visitSignatures(form: WordForm, visit: (signature: number) => void): void {
  visitSmallChanges(form, 2, visit)
  if (form.digits !== 'number' && form.confused.length >= LEAST_CONFUSED_WITH_EDIT)
    visitDeletions(form.confused, 1, CONFUSED, visit)
  for (const sound of form.sounds) visit(hashOf(sound, sound.length, -1, -1, SOUND))
}

/** The signatures that a word shares with each that is one small change away: of penalty 1. They are a quarter of all. */
export function visitSignaturesOfSmallChanges(form: WordForm, visit: (signature: number) => void): void {
  visitSmallChanges(form, 1, visit)
}

function visitSmallChanges(form: WordForm, mostEdits: 1 | 2, visit: (signature: number) => void): void {
  if (form.digits !== 'number') {
    visitDeletions(form.word, Math.min(mostEdits, mostEditsIn(form.word.length)), EDITED, visit)
    visitDeletions(form.confused, 0, CONFUSED, visit)
  }
  for (const name of form.names) visit(mixed(NAME ^ name))
  for (const meaning of form.meanings) visit(hashOf(meaning, meaning.length, -1, -1, MEANING))
}

/**
 * The first letters of a word, and what is left of them when up to `most` are left out. Where two edits need the same
 * first letter, that one is not among two left out: with it, every word of four letters would share one with hundreds.
 */
function visitDeletions(word: string, most: number, kind: number, visit: (signature: number) => void): void {
  const length = Math.min(word.length, LETTERS_USED)
  visit(hashOf(word, length, -1, -1, kind))
  if (most === 0) return
  for (let i = 0; i < length; i++) visit(hashOf(word, length, i, -1, kind))
  if (most === 1) return
  for (let i = word.length < LEAST_FOR_ANY_START ? 1 : 0; i < length; i++)
    for (let j = i + 1; j < length; j++) visit(hashOf(word, length, i, j, kind))
}

/** FNV-1a over the letters but two. */
function hashOf(word: string, length: number, left: number, alsoLeft: number, kind: number): number {
  let hash = kind
  for (let i = 0; i < length; i++)
    if (i !== left && i !== alsoLeft) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193)
  return mixed(hash)
}

/** The lower bits of FNV alone are poor: a table uses those. */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

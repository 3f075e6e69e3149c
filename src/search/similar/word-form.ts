import { remembering } from '../../kernel/remembering.ts'
import { meaningsOf } from './abbreviations.ts'
import { confusionKey, digitsIn } from './confusions.ts'
import { namesBehind } from './nicknames.ts'
import { soundsOf } from './sounds.ts'

/** What two words are compared by, worked out once for each. */
export interface WordForm {
  readonly word: string
  readonly digits: 'none' | 'misread' | 'number'
  /** See `confusions.ts`. */
  readonly confused: string
  readonly sounds: readonly string[]
  readonly names: readonly number[]
  readonly meanings: readonly string[]
}

export function formOf(word: string): WordForm {
  return {
    word,
    digits: digitsIn(word),
    confused: confusionKey(word),
    sounds: soundsOf(word),
    names: namesBehind(word),
    meanings: meaningsOf(word),
  }
}

/** Whether a word is a given name with short forms, or one of these, or what is abbreviated, or an abbreviation. */
export function hasOtherForms(word: string): boolean {
  return namesBehind(word).length > 0 || meaningsOf(word).length > 0
}

/** Words whose forms are remembered: those of the customers that a search looks at come again with the next. */
const MOST_REMEMBERED = 20_000

/** The same as `formOf`, which takes longer than to compare two forms. */
export const rememberedFormOf = remembering(MOST_REMEMBERED, formOf)

/** Numbers are not compared letter by letter, nor are two words with digits: `unit5` is not nearly `unit6`. */
export function areOfLetters(a: WordForm, b: WordForm): boolean {
  if (a.digits === 'number' || b.digits === 'number') return false
  return a.digits === 'none' || b.digits === 'none'
}

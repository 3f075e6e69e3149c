import { meaningsOf } from './abbreviations.ts'
import { confusionKey } from './confusions.ts'
import { namesBehind } from './nicknames.ts'
import { soundsOf } from './sounds.ts'

/** What two words are compared by, worked out once for each. */
export interface WordForm {
  readonly word: string
  readonly hasDigits: boolean
  /** See `confusions.ts`; undefined for a number. */
  readonly confused: string | undefined
  readonly sounds: readonly string[]
  readonly names: readonly number[]
  readonly meanings: readonly string[]
}

export function formOf(word: string): WordForm {
  return {
    word,
    hasDigits: /\d/.test(word),
    confused: confusionKey(word),
    sounds: soundsOf(word),
    names: namesBehind(word),
    meanings: meaningsOf(word),
  }
}

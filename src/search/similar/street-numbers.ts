import { isOrdinal } from '../normalise.ts'
import { OF_ANY_ADDRESS } from './abbreviations.ts'

/**
 * Other ways to write the numbers of streets in an address: of `12 N 5th St` it is `5`, and of `12 44 Ave` `44th`. The number of a house
 * is none.
 * @param words of an address, in their order
 */
export function otherNumbersOf(words: readonly string[]): string[] {
  return words.flatMap((word, i) => {
    if (isOrdinal(word)) return [word.replace(/\D+/, '')]
    const isOfStreet = i > 0 && /^\d{1,3}$/.test(word) && OF_ANY_ADDRESS.has(words[i + 1] ?? '')
    return isOfStreet ? [word + endingOf(Number(word))] : []
  })
}

function endingOf(number: number): string {
  const ofTeens = number % 100
  if (ofTeens >= 11 && ofTeens <= 13) return 'th'
  return { 1: 'st', 2: 'nd', 3: 'rd' }[number % 10] ?? 'th'
}

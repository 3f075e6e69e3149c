import type { Cents } from '../../kernel/money.ts'

/** The classes of a cell with money: figures of one width, and credits and nothing told apart from what is due. */
export function moneyClass(cents: Cents): string {
  return cents === 0 ? 'number number--zero' : cents < 0 ? 'number number--credit' : 'number'
}

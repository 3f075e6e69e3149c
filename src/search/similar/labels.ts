/** What a bill calls the number that stands beside it: of an account, a customer or a phone. */
const OF_NUMBERS =
  'acct acc account cust customer tel telephone phone ph cell mobile fax no num number'.split(' ')

/** Words of a search that say nothing beside a number, wherever they stand. */
export const LABELS: ReadonlySet<string> = new Set([...OF_NUMBERS, 'nr', 'home', 'work', 'office', 'id'])

const LABEL = [...OF_NUMBERS, 'a/c', 'nbr', 'e-?mail'].join('|')
/** What is printed before a number or an e-mail address, and how it is parted from it: `Acct. No. `, `Tel:`, `account#`. */
const BEFORE_A_NUMBER = new RegExp(
  `(?<=^|\\s)(?:(?:utility|water|service|customer|cust)[\\s.]+)?(?:${LABEL})(?:[\\s.]+(?:id|address|no|nbr|num|number))?` +
    `(?:[\\s.:#=/-]*[.:#=/-]\\s*|\\s+)(?=\\p{L}{0,3}[^\\s\\p{L}]{0,2}\\d|\\S+@)`,
  'giu',
)

/** A search without what the numbers and e-mail addresses in it are called. */
export function withoutLabels(text: string): string {
  return text.replace(BEFORE_A_NUMBER, '')
}

import type { FactKind } from './facts.ts'

/**
 * One difference between the copy and what it should be. `expected` is what the system of record says; of verdicts,
 * listings, search keys and the lexicon, which the portal makes itself, it is what follows from the facts.
 */
export interface Difference {
  /** Which table differs. */
  readonly in:
    | FactKind
    | 'verdict'
    | 'listing'
    | 'search_key'
    | 'lexicon'
    | 'source_record'
    | 'rejected_row'
    | 'alias'
    | 'ledger'
  /** The customers that it is about, by the source's id. */
  readonly customers: readonly string[]
  readonly account: string | null
  /** What tells the row from others of the customer or account: a charge's id, a search key. */
  readonly row: string | null
  /** Null: the whole row is missing, or too much. */
  readonly field: string | null
  readonly expected: string | null
  readonly portal: string | null
}

/** What a verification has found so far. */
export interface Findings {
  /** Takes a difference: it is told at once, and counted. */
  differs(difference: Difference): void
  /** A record that the next run brings or takes away: with the customers whom that changes. */
  pends(customers: Iterable<string>): void
  /** A record that is kept until a held run is decided about. */
  isKept(): void
}

/** What a whole row is, where it stands on one side alone. */
export const A_ROW = 'a row'

/** A difference as a sentence for people. */
export function sentenceOf(difference: Difference, systemOfRecord: string): string {
  const { customers, account, row, field, expected, portal } = difference
  const who = [
    ...(customers.length === 0
      ? []
      : [`customer${customers.length === 1 ? '' : 's'} ${customers.slice(0, 5).join(', ')}`]),
    ...(account === null ? [] : [`account ${account}`]),
  ].join(', ')
  const what = [WORDS[difference.in], row === null ? '' : `"${row}"`, field ?? '']
    .filter((part) => part !== '')
    .join(' ')
  const right = DERIVED.has(difference.in) ? 'should be' : `in ${systemOfRecord}`
  return `${who === '' ? '' : `${who}: `}${what}: ${right} ${shown(expected)}, in the portal ${shown(portal)}`
}

const DERIVED: ReadonlySet<Difference['in']> = new Set([
  'verdict',
  'listing',
  'search_key',
  'lexicon',
  'source_record',
])

const WORDS: Readonly<Record<Difference['in'], string>> = {
  customer: 'customer',
  account: 'account',
  holder: 'holder',
  charge: 'charge',
  verdict: 'verdict',
  listing: 'listing',
  search_key: 'search key',
  lexicon: 'word for guesses',
  source_record: 'note of what was read',
  rejected_row: 'rejected row',
  alias: 'merge',
  ledger: 'ledger',
}

function shown(value: string | null): string {
  if (value === null) return 'nothing'
  return value === A_ROW ? value : `"${value}"`
}

import { sql } from 'kysely'
import { storedDay } from '../../eligibility/index.ts'
import { dayAt } from '../../kernel/clock.ts'
import type { Settings } from '../../kernel/settings.ts'
import { lexiconWordsOf } from '../../search/keys.ts'
import type { Findable } from '../../search/listing.ts'
import { numberKey } from '../../search/normalise.ts'
import type { CommunityStore } from '../../store/index.ts'
import type { BulkRow } from '../bulk.ts'
import { deriveFindable, readCopyRows } from '../copy-rows.ts'
import {
  accountsToJudge,
  customersToJudge,
  judgeAccountRows,
  judgeCustomerRow,
  sameJson,
} from '../judge-copy.ts'
import { keyRow, listingRow } from '../listings.ts'
import { Buckets, bucketOf } from './buckets.ts'
import { checkStopped, digestTable, rowsInBuckets, type Digested, type Pacing } from './copy-digests.ts'
import { A_ROW, type Findings } from './difference.ts'
import { cell, cellsSql } from './row-text.ts'

/**
 * What the portal makes of the facts: verdicts, listings, search keys and the words of guesses. Each is made again from
 * the rows of the copy and compared with what is stored: verdicts one by one, the others by digests, as search keys are
 * ten times as many as customers and lie in the order of the keys.
 */
export interface Derivation {
  readonly store: CommunityStore
  readonly settings: Settings
  readonly now: Date
  readonly findings: Findings
  readonly pacing: Pacing
}

const CUSTOMERS_A_PAGE = 2_000
const ACCOUNTS_A_PAGE = 5_000
const WORDS_A_PAGE = 20_000

const TABLES = {
  listing: {
    from: 'listing as t',
    pagedBy: 'customer_id',
    id: 't.customer_id',
    columns: ['customer_id', 'account_id', 'module', 'departments', 'belongs', 'words'],
    name: ['account_id'],
  },
  search_key: {
    from: 'search_key as t',
    pagedBy: 'key',
    id: 't.customer_id',
    columns: ['key', 'customer_id', 'departments', 'belongs', 'initials', 'starts'],
    // The same key is kept once for each signature.
    name: ['key', 'initials', 'starts'],
  },
} as const satisfies Record<
  string,
  Omit<Digested, 'row'> & { columns: readonly string[]; name: readonly string[] }
>
type DerivedTable = keyof typeof TABLES
const DERIVED_TABLES = ['listing', 'search_key'] as const

export async function compareDerived(derivation: Derivation): Promise<void> {
  await compareAccountVerdicts(derivation)
  await compareCustomerVerdicts(derivation)
  await compareFindable(derivation)
}

async function compareAccountVerdicts({ store, settings, now, findings, pacing }: Derivation): Promise<void> {
  const { communityId } = store
  const today = dayAt(now, settings.timeZone)
  // A verdict whose date has passed waits to be judged again within a minute: until then it is that of its last day.
  const dayOf = ({ verdict_valid_until: validUntil }: { readonly verdict_valid_until: Date | null }) =>
    validUntil !== null && validUntil <= now ? storedDay(validUntil, settings.timeZone) : today
  for await (const ids of idsOf(store, [{ table: 'account', column: 'account_id' }], ACCOUNTS_A_PAGE)) {
    const rows = await store.read((db) => accountsToJudge(db, communityId, ids))
    for (const { account, customers, decided } of judgeAccountRows(...rows, settings, dayOf)) {
      const { account_id, withheld_by, verdict_valid_until: validUntil } = account
      const about = { in: 'verdict' as const, customers, account: account_id, row: null }
      const compare = (field: string, expected: string | null, portal: string | null) => {
        if (expected !== portal) findings.differs({ ...about, field, expected, portal })
      }
      if (!sameJson(decided.withheldBy, withheld_by))
        compare('withheld_by', codesOf(decided.withheldBy), codesOf(withheld_by))
      // Too early does no harm: an account that has lost a holder is looked at on the day that holder would have left.
      const ends = decided.validUntil
      if (ends && (validUntil === null || validUntil > ends))
        compare('valid_until', ends.toISOString(), validUntil?.toISOString() ?? null)
      compare('number_key', numberKey(account.account_number), account.number_key)
    }
    pacing.onRows?.(rows[0].length)
  }
}

async function compareCustomerVerdicts({ store, settings, findings, pacing }: Derivation): Promise<void> {
  for await (const ids of idsOf(store, [CUSTOMERS], ACCOUNTS_A_PAGE)) {
    const [customers] = await store.read((db) => [customersToJudge(db, store.communityId, ids)])
    for (const customer of customers) {
      const { customer_id, withheld_by } = customer
      const judged = judgeCustomerRow(customer, settings)
      if (!sameJson(judged, withheld_by))
        findings.differs({
          in: 'verdict',
          customers: [customer_id],
          account: null,
          row: null,
          field: 'withheld_by',
          expected: codesOf(judged),
          portal: codesOf(withheld_by),
        })
    }
    pacing.onRows?.(customers.length)
  }
}

/** The rules by their codes; with what they were decided on, where the codes alone are equal. */
function codesOf(rules: readonly { readonly code: string; readonly evidence: unknown }[]): string {
  return JSON.stringify(rules.map(({ code, evidence }) => ({ code, evidence })))
}

async function compareFindable(derivation: Derivation): Promise<void> {
  const { store, findings, pacing } = derivation
  const expected = { listing: new Buckets(), search_key: new Buckets() }
  const words = new Map<string, string>()
  for await (const page of eachFindable(derivation)) {
    for (const [id, { listings, keys }] of page) {
      for (const listing of listings) expected.listing.add(id, textOf('listing', listingRow(listing)))
      for (const key of keys) expected.search_key.add(id, textOf('search_key', keyRow(key)))
      for (const word of lexiconWordsOf(keys.map(({ key }) => key))) if (!words.has(word)) words.set(word, id)
    }
    pacing.onRows?.(page.size)
  }
  for (const table of DERIVED_TABLES) {
    const stored = new Buckets()
    const row = cellsSql(TABLES[table].columns.map((column) => `t.${column}::text`))
    await digestTable(store, { ...TABLES[table], row }, stored, { signal: pacing.signal })
    const differing = stored.differingFrom(expected[table])
    if (differing.length > 0) await compareTable(derivation, table, differing)
  }
  await compareLexicon(store, words, findings)
}

/** Compares the rows of some buckets, one by one. */
async function compareTable(
  derivation: Derivation,
  table: DerivedTable,
  buckets: readonly number[],
): Promise<void> {
  const { store, findings } = derivation
  const { columns, name } = TABLES[table]
  const nameOf = (row: BulkRow) => name.map((column) => String(row[column])).join('\t')
  const stored = new Map<string, Map<string, BulkRow>>()
  const asRow = sql<BulkRow>`${sql.raw(columns.map((column) => `t.${column}::text as ${column}`).join(', '))}`
  for await (const page of rowsInBuckets(store, TABLES[table], asRow, buckets))
    for (const row of page) {
      const id = String(row['customer_id'])
      const known = stored.get(id) ?? new Map<string, BulkRow>()
      stored.set(id, known)
      known.set(nameOf(row), row)
    }
  const meant = new Set(buckets)
  const compare = (id: string, rows: readonly BulkRow[], there: ReadonlyMap<string, BulkRow>) => {
    const about = (row: BulkRow) => ({
      in: table,
      customers: [id],
      account: table === 'listing' ? String(row['account_id']) : null,
      row: table === 'listing' ? null : String(row['key']),
    })
    for (const row of rows) {
      const found = there.get(nameOf(row))
      if (!found) findings.differs({ ...about(row), field: null, expected: A_ROW, portal: null })
      else
        for (const field of columns) {
          const [right, now] = [row[field] ?? null, found[field] ?? null]
          if (right !== now)
            findings.differs({
              ...about(row),
              field,
              expected: right as string | null,
              portal: now as string | null,
            })
        }
    }
    const known = new Set(rows.map(nameOf))
    for (const [other, row] of there)
      if (!known.has(other)) findings.differs({ ...about(row), field: null, expected: null, portal: A_ROW })
  }
  for await (const page of eachFindable(derivation, (id) => meant.has(bucketOf(id))))
    for (const [id, { listings, keys }] of page) {
      compare(
        id,
        table === 'listing' ? listings.map(listingRow) : keys.map(keyRow),
        stored.get(id) ?? new Map(),
      )
      stored.delete(id)
    }
  for (const [id, rows] of stored) compare(id, [], rows)
}

/** Everybody who can be found or explained, with the listings and keys that follow from the rows of the copy. */
async function* eachFindable(
  { store, settings, pacing }: Derivation,
  isMeant: (id: string) => boolean = () => true,
): AsyncGenerator<Map<string, Findable>> {
  const { communityId } = store
  for await (const page of idsOf(store, KNOWN_CUSTOMERS, CUSTOMERS_A_PAGE)) {
    checkStopped(pacing.signal)
    const ids = page.filter(isMeant)
    if (ids.length === 0) continue
    const rows = await store.write((tx) => readCopyRows(tx, communityId, ids))
    yield deriveFindable(ids, rows, settings.timeZone)
  }
}

async function compareLexicon(
  store: CommunityStore,
  words: ReadonlyMap<string, string>,
  findings: Findings,
): Promise<void> {
  const stored = new Set<string>()
  for await (const page of idsOf(store, [{ table: 'lexicon_word', column: 'word' }], WORDS_A_PAGE))
    for (const word of page) stored.add(word)
  for (const [word, customer] of words)
    if (!stored.has(word))
      findings.differs({
        in: 'lexicon',
        customers: [customer],
        account: null,
        row: word.slice(1),
        field: null,
        expected: A_ROW,
        portal: null,
      })
}

/** A column of ids, and of which rows. */
interface Ids {
  readonly table: string
  readonly column: string
  readonly where?: string
}

const CUSTOMERS: Ids = { table: 'customer', column: 'customer_id' }
/** Everybody who can be found, or be explained although the copy does not have them (any more). */
const KNOWN_CUSTOMERS = [
  CUSTOMERS,
  { table: 'tombstone', column: 'source_id', where: "kind = 'customer'" },
  { table: 'rejected_row', column: 'customer_id', where: "kind = 'customer'" },
]

/** Ids of several tables in their order, each once, page by page. */
async function* idsOf(store: CommunityStore, tables: readonly Ids[], size: number): AsyncGenerator<string[]> {
  for (let after = ''; ;) {
    // The first of all are among the first of each.
    const firsts = tables.map(
      ({ table, column, where }) => sql`(select ${sql.ref(column)} as id from ${sql.table(table)}
        where community_id = ${store.communityId} and ${sql.ref(column)} > ${after} and ${sql.raw(where ?? 'true')}
        order by ${sql.ref(column)} limit ${size}::int)`,
    )
    const [rows] = await store.read(
      () =>
        [
          sql<{
            id: string
          }>`select id from (${sql.join(firsts, sql` union `)}) as known order by id limit ${size}::int`,
        ] as const,
    )
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(({ id }) => id)
    if (rows.length < size) return
    after = last.id
  }
}

function textOf(table: DerivedTable, row: BulkRow): string {
  return TABLES[table].columns
    .map((column) => cell(row[column] === null ? null : String(row[column])))
    .join('')
}

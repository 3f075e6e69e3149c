import { sql } from 'kysely'
import { maskOf, type DepartmentMask } from '../kernel/departments.ts'
import { rowsFrom, type Queries, type VersionTable } from '../store/index.ts'
import { patchFrom, type Json, type JsonObject } from './merge-patch.ts'
import {
  UNIT,
  accountQueries,
  accountsOf,
  customerQueries,
  customersOf,
  departmentIn,
  holdersIn,
  type Kind,
  type Recorded,
} from './states.ts'

/** Why something changes, and when. */
export interface Occasion {
  /** `settings`: somebody changed them. `date`: a day came that decides about a verdict. */
  readonly cause: VersionTable['cause']
  readonly at: Date
}

export interface Records {
  readonly customers: readonly string[]
  readonly accounts: readonly string[]
}

/** A change of one record, as it is stored. */
export interface Change {
  readonly kind: Kind
  readonly id: string
  /** The patch back to what was before; null where it was not in the copy. */
  readonly was: Json
  /** Of a record that was removed. */
  readonly firstRun: number | null
  /** Of an account: who held it before or after, and the departments to which it belonged. */
  readonly account: { readonly holders: readonly string[]; readonly departments: DepartmentMask } | null
}

/**
 * Does some writing, and remembers how the records that it touches were before, in the same transaction.
 * @param records all that may change
 */
export async function withVersions(
  tx: Queries,
  communityId: number,
  occasion: Occasion,
  records: Records,
  change: () => Promise<void>,
): Promise<void> {
  const before = await readStates(tx, communityId, records)
  await change()
  const after = await readStates(tx, communityId, records)
  const changes = (['customer', 'account'] as const).flatMap((kind) =>
    changesOf(kind, before[kind], after[kind]),
  )
  const come = changes.filter(({ was }) => was === null)
  const known = await findRemembered(tx, communityId, come)
  // A new record needs no version: it was first seen in the run that it names.
  const worth = changes.filter(({ was, kind, id }) => was !== null || known.has(`${kind} ${id}`))
  await writeVersions(tx, communityId, occasion, worth)
}

/** Writes versions whose difference is known. */
export async function writeVersions(
  tx: Queries,
  communityId: number,
  { cause, at }: Occasion,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(({ kind, id, was, firstRun, account }) => ({
    kind,
    id,
    first_run: firstRun,
    holders: account?.holders.join(UNIT) ?? null,
    departments: account?.departments.toString() ?? null,
    was: was === null ? null : JSON.stringify(was),
  }))
  await sql`insert into version (community_id, run_id, at, first_run, kind, source_id, cause, holders,
      departments, was)
    select ${communityId}::int,
      (select coalesce(max(run_id), 0) from run where community_id = ${communityId}),
      ${at}::timestamptz, r.first_run, r.kind, r.id, ${cause}, r.holders, r.departments, r.was::json
    from ${rowsFrom(rows, 'kind text, id text, first_run int, holders text, departments bigint, was text')}`.execute(
    tx,
  )
}

type States = Readonly<Record<Kind, ReadonlyMap<string, Recorded>>>

async function readStates(
  tx: Queries,
  communityId: number,
  { customers, accounts }: Records,
): Promise<States> {
  const among = (ids: readonly string[]) => (column: unknown) => sql<boolean>`${column} = any(${ids}::text[])`
  const ofCustomers = customerQueries(communityId, among(customers))
  const ofAccounts = accountQueries(communityId, among(accounts))
  const [[people, ties], [rows, holders, charges]] = await Promise.all([
    Promise.all(ofCustomers.map((query) => query.execute(tx))),
    Promise.all(ofAccounts.map((query) => query.execute(tx))),
  ])
  return {
    customer: customersOf(people?.rows ?? [], ties?.rows ?? []),
    account: accountsOf(rows?.rows ?? [], holders?.rows ?? [], charges?.rows ?? []),
  }
}

function changesOf(
  kind: Kind,
  before: ReadonlyMap<string, Recorded>,
  after: ReadonlyMap<string, Recorded>,
): Change[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id): Change[] => {
    const [old, now] = [before.get(id), after.get(id)]
    const was = patchFrom(now?.state, old?.state)
    if (was === undefined) return []
    const firstRun = now === undefined ? (old?.firstRun ?? null) : null
    const states = [old, now].flatMap((each) => (each ? [each.state] : []))
    return [{ kind, id, was, firstRun, account: kind === 'account' ? aboutAccount(states) : null }]
  })
}

function aboutAccount(states: readonly JsonObject[]): Change['account'] {
  return {
    holders: [...new Set(states.flatMap(holdersIn))],
    departments: maskOf(...states.map(departmentIn)),
  }
}

/** Those that were in the copy before, as far as that is remembered: `kind id`. */
async function findRemembered(
  tx: Queries,
  communityId: number,
  changes: readonly Change[],
): Promise<ReadonlySet<string>> {
  if (changes.length === 0) return new Set()
  const { rows } = await sql<{ name: string }>`
    select r.kind || ' ' || r.id as name
    from ${rowsFrom(
      changes.map(({ kind, id }) => ({ kind, id })),
      'kind text, id text',
    )}
    where exists (select from version as v where v.community_id = ${communityId}
      and v.kind = r.kind collate "C" and v.source_id = r.id collate "C")`.execute(tx)
  return new Set(rows.map(({ name }) => name))
}

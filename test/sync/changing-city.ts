import type { Community } from '../../src/kernel/community.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { SOURCE_KINDS, type Source, type SourceKind } from '../../src/source/port.ts'
import type { Store } from '../../src/store/index.ts'
import { createCommunities, createSync, type RunReport } from '../../src/sync/index.ts'
import type { RunOptions } from '../../src/sync/run.ts'
import { COLUMNS } from '../../src/sync/columns.ts'
import { openCity as openSource, type CityDatabase } from '../source/city-database.ts'
import { TestClock } from '../world/clock.ts'
import type { City } from './city.ts'
import type { Export, Row } from './export.ts'

/** A city whose system of record is a real database, in which rows change one by one. */
export interface ChangingCity extends Pick<
  City,
  'store' | 'clock' | 'sync' | 'communities' | 'community' | 'readFrom' | 'changeSettings'
> {
  /** What the portal asked of the source since it was looked at last: `describe`, `changesSince`, `sweep`… */
  asked(): string[]
  /**
   * Makes the system of record hold these rows. Customers and accounts that change by it get a time of change, accounts
   * also where a holder or a charge of theirs does.
   * @param secondsAgo how long ago their transaction began; it commits now
   */
  become(rows: Export, secondsAgo?: number): Promise<void>
  /** A run as the schedule starts it, a minute after the last one. */
  run(options?: Partial<RunOptions>): Promise<RunReport>
}

let made = 0

const VIEWS = Object.fromEntries(SOURCE_KINDS.map((kind) => [kind, `erp_${kind}`]))
const NOW = '2026-11-23T17:10:00Z'
const NOTHING: Export = { customers: [], accounts: [], holders: [], charges: [], merges: [] }

/** Of which record a row is part, for its time of change. */
const OWNER = {
  customers: ['customers', 'customer_id'],
  accounts: ['accounts', 'account_id'],
  holders: ['accounts', 'account_id'],
  charges: ['accounts', 'account_id'],
} as const

export async function openChangingCity(
  store: Store,
  database: CityDatabase,
  settings: object = {},
): Promise<ChangingCity> {
  await database.run(...SOURCE_KINDS.flatMap((kind) => tableOf(kind, database.system)))
  const clock = new TestClock(NOW)
  const asked: string[] = []
  let wrap = (source: Source) => source
  const source = openSource(database, { views: VIEWS, overlapMinutes: 1 })
  const openSourceHere = () => recorded(wrap(source), asked)
  const communities = createCommunities({ store, clock })
  const sync = createSync({ store, clock, log: silentLog, openSource: openSourceHere, taxIdKey: 'a key' })
  const name = 'Cedar Hollow'
  const added = { slug: `changing-${++made}`, name, source: 'test:', settings, isDemo: false }
  let community = await communities.add(added)
  let rows = NOTHING
  return {
    store,
    clock,
    sync,
    communities,
    get community() {
      return community
    },
    readFrom: (wanted) => void (wrap = wanted),
    asked: () => asked.splice(0),
    async become(next, secondsAgo = 0) {
      await database.run(...statementsFor(rows, next, inDenver(Date.now() - secondsAgo * 1_000)))
      rows = next
    },
    async run(options = {}) {
      clock.advance(60_000)
      return await sync.run(community, { trigger: 'schedule', ...options })
    },
    async changeSettings(changes) {
      community = await communities.changeSettings(community.slug, changes)
      await sync.reevaluate(community)
    },
  }
}

/** Another community, which has read the whole system of record as it is now. */
export async function copyAnew(city: ChangingCity, database: CityDatabase): Promise<Community> {
  const source = openSource(database, { views: VIEWS })
  const { store, clock, communities } = city
  const { settings } = city.community
  const community = await communities.add({
    slug: `anew-${++made}`,
    name: 'Cedar Hollow',
    source: 'test:',
    settings: { statusMap: settings.statusMap },
    isDemo: false,
  })
  // In the order in which the city came to know its departments, so that they are the same bits.
  const departments = await communities.listDepartments(city.community.communityId)
  for (const { name } of departments.toSorted((a, b) => a.bit - b.bit))
    await communities.departmentBit(community.communityId, name)
  const sync = createSync({ store, clock, log: silentLog, openSource: () => source, taxIdKey: 'a key' })
  await sync.run(community, { trigger: 'test' })
  return community
}

function recorded(source: Source, asked: string[]): Source {
  return new Proxy(source, {
    get(target, name: keyof Source): unknown {
      const ask: unknown = Reflect.get(target, name)
      if (typeof ask !== 'function') return ask
      return (...args: unknown[]): unknown => {
        asked.push(name)
        return ask.apply(target, args)
      }
    },
  })
}

function tableOf(kind: SourceKind, system: CityDatabase['system']): string[] {
  const moment = system === 'postgresql' ? 'timestamptz' : 'datetime(3)'
  const columns = COLUMNS[kind].map((name) =>
    name === 'updated_at' ? `updated_at ${moment}` : `${name} varchar(200)`,
  )
  return [`drop table if exists erp_${kind}`, `create table erp_${kind} (${columns.join(', ')})`]
}

/** Statements that turn one state of the system of record into another, in one transaction. */
function statementsFor(before: Export, next: Export, changedAt: string): string[] {
  const touched = { customers: new Set<string>(), accounts: new Set<string>() }
  const statements: string[] = []
  for (const kind of SOURCE_KINDS) {
    const [old, now] = [before[kind], next[kind]].map(
      (rows) => new Set(rows.map((row) => JSON.stringify(row))),
    )
    const gone = before[kind].filter((row) => !now?.has(JSON.stringify(row)))
    const added = next[kind].filter((row) => !old?.has(JSON.stringify(row)))
    for (const row of gone) statements.push(`delete from erp_${kind} where ${isRow(kind, row)}`)
    for (const row of added) statements.push(insertion(kind, row, changedAt))
    if (kind === 'merges') continue
    const [owner, column] = OWNER[kind]
    for (const row of [...gone, ...added]) touched[owner].add(row[column] ?? '')
  }
  for (const id of touched.accounts)
    statements.push(`update erp_accounts set updated_at = '${changedAt}' where account_id = ${literal(id)}`)
  return ['begin', ...statements, 'commit']
}

function insertion(kind: SourceKind, row: Row, changedAt: string): string {
  const values = COLUMNS[kind].map((column) =>
    column === 'updated_at' ? literal(changedAt) : literal(row[column]),
  )
  return `insert into erp_${kind} values (${values.join(', ')})`
}

function isRow(kind: SourceKind, row: Row): string {
  return COLUMNS[kind]
    .filter((column) => column !== 'updated_at')
    .map((column) =>
      row[column] === undefined ? `${column} is null` : `${column} = ${literal(row[column])}`,
    )
    .join(' and ')
}

function literal(text: string | undefined): string {
  return text === undefined ? 'null' : `'${text.replaceAll("'", "''")}'`
}

/** A moment as the clock on a wall of the city shows it. */
function inDenver(epochMs: number): string {
  const there = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO('America/Denver')
  return there.toPlainDateTime().toString({ smallestUnit: 'millisecond' })
}

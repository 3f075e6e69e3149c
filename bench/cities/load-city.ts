import type { CompiledQuery } from 'kysely'
import type { Community } from '../../src/kernel/community.ts'
import { CommunityStore } from '../../src/store/community.ts'
import { queriesToCompile, type Engine } from '../../src/store/engine.ts'
import type { CommunityTables } from '../../src/store/tables.ts'
import { NewRecords } from '../../src/sync/apply-new.ts'
import { decisionOf } from '../../src/sync/decide.ts'
import { DepartmentRegistry, storeDepartments } from '../../src/sync/departments.ts'
import { NO_COUNTS, beginRun, endRun } from '../../src/sync/run-record.ts'
import { BENCH_NOW, batchesOf } from './city-batches.ts'
import type { City } from './cities.ts'
import { GatheredKeys } from './gathered-keys.ts'

/**
 * Fills an empty community with the rows that a sync of the city would write, by the sync's own statements, as far as
 * search reads them; with a completed run, so that the data has a date.
 * @param onWritten is told of the customers of each transaction
 */
export async function loadCity(
  engine: Engine,
  city: City,
  { communityId, settings }: Community,
  onWritten: (customers: number) => void,
): Promise<void> {
  const store = new CommunityStore(engine, communityId)
  const keys = await GatheredKeys.open(engine, communityId)
  const runId = await beginRun(store, 'bench', BENCH_NOW)
  const decision = decisionOf(settings, runId, BENCH_NOW)
  const departments = new DepartmentRegistry([])
  const fresh = new NewRecords(communityId, decision)
  // While the database is at work on one batch, the next is prepared.
  let writing: Promise<void> = Promise.resolve()
  for (const batch of batchesOf(city, settings, departments)) {
    fresh.add(batch)
    const statements = fresh
      .takeStatements()
      .map((each) => each.compile(compiler))
      .filter(isReadBySearch)
      .map((each) => ({ compile: () => keys.gathering(each) }))
    await writing
    writing = store.writeAll(statements).then(() => onWritten(batch.customers.length))
    // It is awaited with the next batch; until then a failure must not count as one that nobody handles.
    writing.catch(() => {})
  }
  await writing
  await keys.insert()
  await storeDepartments(store, departments)
  await store.write((tx) =>
    endRun(tx, communityId, runId, {
      status: 'completed',
      counts: { ...NO_COUNTS, seen: city.customers, added: city.customers },
      finishedAt: BENCH_NOW,
      message: null,
      sourceReadAt: BENCH_NOW,
      sourceVersion: null,
    }),
  )
}

const compiler = queriesToCompile<CommunityTables>()

/** Without the rows as they were read: they are half of what a community takes up on the disk. */
function isReadBySearch({ sql }: CompiledQuery): boolean {
  return !sql.startsWith('insert into "source_record"')
}

import { dayAt, type Clock } from '../../kernel/clock.ts'
import { openFilesSource } from '../files/files-source.ts'
import { lookAt } from '../files/export-directory.ts'
import { SOURCE_KINDS, type SourceKind, type SourceValues } from '../port.ts'
import { castStories } from './cast-records.ts'
import * as change from './changes.ts'
import type { CityPlan } from './city-plan.ts'
import type { SampleChange, SampleEditor } from './editor.ts'
import type { ReadWriteLock } from './read-write-lock.ts'
import type { SampleRecords } from './records.ts'
import { findSampleCustomers, presentCustomer } from './sample-view.ts'
import { writeExport } from './write-export.ts'

interface EditorOptions {
  readonly directory: string
  readonly city: CityPlan
  readonly clock: Clock
  readonly lock: ReadWriteLock
  /** Makes the export where there is none yet. */
  readonly make: () => Promise<void>
  /** Writes the sample as it was in the beginning; the caller holds the lock. */
  readonly writeAnew: () => Promise<void>
}

/** So many changes can be taken back. A state shares all rows that did not change with the next. */
const MAX_CHANGES = 50

/** The editor of a sample city: reads the export, changes it in memory, and writes the files that are different. */
export function editSampleCity({
  directory,
  city,
  clock,
  lock,
  make,
  writeAnew,
}: EditorOptions): SampleEditor {
  let kept: { stamp: string; records: SampleRecords } | undefined
  let changes: (SampleChange & { readonly before: SampleRecords })[] = []
  const stories = castStories(city)

  const load = async (): Promise<SampleRecords> => {
    const { stamp } = await lookAt(directory)
    if (kept?.stamp !== stamp) {
      // Somebody else wrote the export: what could be taken back is no longer what was.
      changes = []
      kept = { stamp, records: await readRecords(directory) }
    }
    return kept.records
  }
  const save = async (before: SampleRecords, after: SampleRecords): Promise<void> => {
    const kinds = SOURCE_KINDS.filter((kind) => before[kind] !== after[kind])
    await writeExport(directory, clock.now(), kinds, (writer) => {
      for (const kind of kinds) for (const row of after[kind]) writer.add(kind, row)
    })
    kept = { stamp: (await lookAt(directory)).stamp, records: after }
  }
  const reading = async <T>(work: (records: SampleRecords) => T): Promise<T> => {
    await make()
    return await lock.read(async () => work(await load()))
  }
  const apply = async <T extends change.Changed>(
    work: (records: SampleRecords, occasion: change.Occasion) => T,
  ): Promise<T> => {
    await make()
    return await lock.write(async () => {
      const before = await load()
      const now = clock.now()
      const changed = work(before, { city, now, today: dayAt(now, city.timeZone) })
      await save(before, changed.records)
      changes = [{ at: now, says: changed.says, before }, ...changes].slice(0, MAX_CHANGES)
      return changed
    })
  }
  const present = ({ records }: change.Changed, customerId: string) => {
    return presentCustomer(records, change.getCustomer(records, customerId), city, stories)
  }
  const changeCustomer = async (customerId: string, cells: Record<string, string>, says: string) => {
    return present(await apply(change.changeCustomer(customerId, cells, says)), customerId)
  }

  return {
    modules: city.modules.map(({ module, department }) => ({ module, department })),
    find: (text) => reading((records) => findSampleCustomers(records, text, city, stories)),
    get: (customerId) => reading((records) => present({ records, says: '' }, customerId)),
    listChanges: () => reading(() => changes.map(({ at, says }) => ({ at, says }))),
    async rename(customerId, name) {
      return present(await apply(change.renameCustomer(customerId, name)), customerId)
    },
    setCustomerStatus: (id, status) => changeCustomer(id, { status }, `was made ${status}`),
    setCustomerOnline: (id, online) =>
      changeCustomer(id, { online_access: flag(online) }, `was marked ${online ? 'online' : 'offline'}`),
    setConfidential: (id, confidential) =>
      changeCustomer(
        id,
        { confidential: flag(confidential) },
        confidential ? 'was made confidential' : 'is not confidential any more',
      ),
    async closeAccount(accountId) {
      await apply(change.closeAccount(accountId))
    },
    async reopenAccount(accountId) {
      await apply(change.reopenAccount(accountId))
    },
    async setAccountOnline(accountId, online) {
      const says = `was marked ${online ? 'online' : 'offline'}`
      await apply(change.changeAccount(accountId, { online_access: flag(online) }, says))
    },
    async renumber(accountId, accountNumber) {
      await apply(change.renumberAccount(accountId, accountNumber))
    },
    async reassign(accountId, toCustomerId) {
      await apply(change.reassignAccount(accountId, toCustomerId))
    },
    async merge(fromId, toId) {
      return present(await apply(change.mergeCustomer(fromId, toId)), toId)
    },
    async delete(customerId) {
      await apply(change.deleteCustomer(customerId))
    },
    async create(customer) {
      const created = await apply((records, occasion) => change.createCustomer(records, occasion, customer))
      return present(created, created.customerId)
    },
    async undo() {
      await make()
      return await lock.write(async () => {
        const now = await load()
        const [newest, ...older] = changes
        if (!newest) return false
        await save(now, newest.before)
        changes = older
        return true
      })
    },
    async reset() {
      await make()
      await lock.write(async () => {
        await writeAnew()
        kept = undefined
        changes = []
      })
    },
  }
}

function flag(is: boolean): string {
  return is ? 'Y' : 'N'
}

async function readRecords(directory: string): Promise<SampleRecords> {
  const records: Record<SourceKind, SourceValues[]> = {
    customers: [],
    accounts: [],
    holders: [],
    charges: [],
    merges: [],
  }
  for await (const { kind, rows } of openFilesSource({ directory }).read({}))
    for (const { values } of rows) records[kind].push(values)
  return records
}

import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dayAt, type Clock, type Day } from '../../kernel/clock.ts'
import { wrongUse } from '../../kernel/errors.ts'
import { openFilesSource } from '../files/files-source.ts'
import { SOURCE_KINDS, type Source } from '../port.ts'
import type { Moment } from './cast.ts'
import { SAMPLE_CITIES, findCityPlan, settingsOf, type CityPlan } from './city-plan.ts'
import { cityRecords } from './city-records.ts'
import type { SampleEditor } from './editor.ts'
import { editSampleCity } from './edit-sample-city.ts'
import { readWriteLock, type ReadWriteLock } from './read-write-lock.ts'
import type { SampleRecords } from './records.ts'
import { writeExport } from './write-export.ts'

/** A city of the demo: its system of record, and the hand that changes it. */
export interface SampleCity {
  readonly source: Source
  readonly editor: SampleEditor
  /** Writes the export as it is at a moment of the demo's story, over whatever was changed. */
  write(moment: Moment): Promise<void>
}

export interface SampleOptions {
  /** So many generated customers beside the named cast. */
  readonly generated?: number
}

const GENERATED = 5_000

/** The day on which a sample was made: all its dates are told from it, so that making it anew changes nothing else. */
const MADE_ON = 'MADE_ON'

/**
 * Opens the sample city whose export is in `directory`; the export is made when it is first asked for. Within this
 * process, nobody reads while a change is being written.
 * @throws wrongUse `sample_unknown_city`
 */
export function openSampleCity(
  directory: string,
  slug: string,
  clock: Clock,
  { generated = GENERATED }: SampleOptions = {},
): SampleCity {
  const city = getCityPlan(slug)
  const lock = readWriteLock()
  const write = async (moment: Moment) => {
    await lock.write(() => writeCity(directory, city, moment, clock, generated))
  }
  const make = async () => {
    if (await isWhole(directory)) return
    await lock.write(async () => {
      if (!(await isWhole(directory))) await writeCity(directory, city, 'now', clock, generated)
    })
  }
  return {
    source: guarded(openFilesSource({ directory }), lock, make),
    editor: editSampleCity({
      directory,
      city,
      clock,
      lock,
      make,
      writeAnew: () => writeCity(directory, city, 'now', clock, generated),
    }),
    write,
  }
}

/** The settings JSON of a sample city. @throws wrongUse `sample_unknown_city` */
export function sampleSettings(slug: string): Record<string, unknown> {
  return settingsOf(getCityPlan(slug))
}

/** The sample cities by slug, in the order in which the demo shows them. */
export function listSampleCities(): { slug: string; name: string }[] {
  return SAMPLE_CITIES.map(({ slug, name }) => ({ slug, name }))
}

async function writeCity(
  directory: string,
  city: CityPlan,
  moment: Moment,
  clock: Clock,
  generated: number,
): Promise<void> {
  const today = moment === 'first' ? dayAt(clock.now(), city.timeZone) : await madeOn(directory, city, clock)
  await writeRecords(directory, cityRecords(city, moment, today, generated), clock.now())
  await writeFile(join(directory, MADE_ON), `${today}\n`)
}

async function writeRecords(directory: string, records: SampleRecords, now: Date): Promise<void> {
  await writeExport(directory, now, SOURCE_KINDS, (writer) => {
    for (const kind of SOURCE_KINDS) for (const row of records[kind]) writer.add(kind, row)
  })
}

async function madeOn(directory: string, city: CityPlan, clock: Clock): Promise<Day> {
  try {
    return Temporal.PlainDate.from((await readFile(join(directory, MADE_ON), 'utf8')).trim()).toString()
  } catch {
    return dayAt(clock.now(), city.timeZone)
  }
}

/**
 * Whether there is an export that can be used. What a process left half written when it died is made anew; while it is
 * younger than a minute, another process may still be writing it.
 */
async function isWhole(directory: string): Promise<boolean> {
  const [made, partial] = await Promise.all(
    [MADE_ON, '.partial'].map((name) => statOf(join(directory, name))),
  )
  if (partial) return Date.now() - partial.mtimeMs < 60_000
  return made !== undefined
}

async function statOf(path: string) {
  return await stat(path).catch(() => undefined)
}

/** The source, read only when nobody writes. */
function guarded(source: Source, lock: ReadWriteLock, make: () => Promise<void>): Source {
  const reading = async <T>(work: () => Promise<T>): Promise<T> => {
    await make()
    return await lock.read(work)
  }
  async function* whileReading<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
    await make()
    const done = await lock.startReading()
    try {
      yield* rows
    } finally {
      done()
    }
  }
  return {
    describe: () => reading(() => source.describe()),
    read: (options) => whileReading(source.read(options)),
    lookup: (subject, signal) => reading(() => source.lookup(subject, signal)),
  }
}

function getCityPlan(slug: string): CityPlan {
  const city = findCityPlan(slug)
  if (city) return city
  const slugs = SAMPLE_CITIES.map((each) => each.slug).join(' and ')
  throw wrongUse('sample_unknown_city', `There is no sample city "${slug}"; there are ${slugs}.`)
}

import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Cities } from './cities/cities.ts'
import { CITY_PARTS, PARTS, type Part } from './job.ts'

const HELP = `npm run bench -- [options]

Measures the portal and prints the figures as Markdown on stdout; progress goes to stderr. Each part runs in a process
of its own. Parts, of which --only chooses some (with commas between):

  an export of one city, synced into the embedded database
    sync      the first sync, and one with nothing new
    verify    the digests after a run, a whole verification, and one that finds a difference
    search    searches, class by class
    embedded-mixed
              all classes mixed: searches a second of one client and of eight
    explain   explanations
    embedded-peers
              the same searches with other means, as in peers below
    history   a first sync, and runs with 1,000 changed records: seconds, and bytes of a version
    postgres  sync, verification and search of the same export on a PostgreSQL
  misspellings of others
    febrl     recall over the FEBRL data sets, with peers
  a city's own PostgreSQL, read every two seconds
    freshness 100 changes a second there: how long until a search finds them here, and what other searches take
  many small cities, each synced once a minute
    schedule  how late their runs start, on both databases; takes 7 minutes
  a PostgreSQL filled with many cities (it is filled when it is not yet)
    load      fills it anew: seconds, and bytes a customer
    cities    searches, class by class; half of them in the largest city
    mixed     all classes mixed: searches a second of one client and of eight
    many      one search in all cities at once
    http      the pages of a real server, 50 people signed in
    recall    misspelled names: how often the customer is among the first ten
    peers     the same searches and misspellings with trigram, tsvector and MiniSearch
    changes   changed customers: how long until a search finds them

Options
  --customers N    customers in the export, and of all cities together (100000)
  --communities M  so many cities (one for each 200 customers, at most 500)
  --queries N      queries of each class (300)
  --seconds N      how long each load of several clients lasts (20)
  --only A,B       parts
  --data DIR       keeps the export and the embedded database in DIR, and begins with them
  --keep           keeps the PostgreSQL of the cities in DIR, too, and begins with it
  --postgres URL   an empty PostgreSQL database to use instead of a server of the bench's own
  --febrl DIR      the folder with dataset1.csv to dataset4b.csv (../shared/data/febrl)
  --help           this`

export interface Options {
  readonly cities: Cities
  readonly parts: ReadonlySet<Part>
  readonly queries: number
  readonly seconds: number
  /** Where data is kept; a temporary folder when it is not said. */
  readonly data: string | undefined
  readonly keep: boolean
  readonly postgres: string | undefined
  readonly febrl: string
}

const ON_CITIES: readonly Part[] = ['load', ...CITY_PARTS]

const LARGEST_COMMUNITIES = 500
const CUSTOMERS_A_COMMUNITY = 200

/** Reads the command line; ends the process where it asks for help or makes no sense. */
export function readOptions(): Options {
  try {
    return parsed()
  } catch (error) {
    console.error(`${(error as Error).message}\nnpm run bench -- --help explains the options.`)
    process.exit(2)
  }
}

function parsed(): Options {
  const { values } = parseArgs({
    options: {
      customers: { type: 'string', default: '100000' },
      communities: { type: 'string' },
      queries: { type: 'string', default: '300' },
      seconds: { type: 'string', default: '20' },
      only: { type: 'string', default: PARTS.join(',') },
      data: { type: 'string' },
      keep: { type: 'boolean', default: false },
      postgres: { type: 'string' },
      febrl: { type: 'string', default: join(import.meta.dirname, '../../shared/data/febrl') },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    process.exit(0)
  }
  if (values.keep && values.data === undefined)
    throw new Error('--keep needs --data DIR: the folder to keep.')
  const parts = new Set(values.only.split(',').map(partOf))
  if (values.postgres !== undefined && parts.has('postgres') && ON_CITIES.some((part) => parts.has(part)))
    throw new Error(
      `--postgres names one empty database: choose with --only either postgres or some of ${ON_CITIES.join(', ')}.`,
    )
  const customers = count('customers', values.customers)
  const usual = Math.min(LARGEST_COMMUNITIES, Math.ceil(customers / CUSTOMERS_A_COMMUNITY))
  return {
    cities: { customers, communities: count('communities', values.communities ?? String(usual)) },
    parts,
    queries: count('queries', values.queries),
    seconds: count('seconds', values.seconds),
    data: values.data === undefined ? undefined : resolve(values.data),
    keep: values.keep,
    postgres: values.postgres,
    febrl: resolve(values.febrl),
  }
}

function partOf(name: string): Part {
  const part = PARTS.find((each) => each === name)
  if (part === undefined) throw new Error(`There is no part "${name}": choose from ${PARTS.join(', ')}.`)
  return part
}

function count(option: string, text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${option} needs a number from 1: "${text}" is none.`)
  return number
}

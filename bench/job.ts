import type { Cities } from './cities/cities.ts'

/** What is measured on an export of one city, synced by the portal itself. */
export const EXPORT_PARTS = [
  'sync',
  'verify',
  'search',
  'embedded-mixed',
  'explain',
  'embedded-peers',
  'history',
  'postgres',
] as const
/** What is measured on a PostgreSQL that was filled with many cities. `changes` comes last: it leaves dead rows behind. */
export const CITY_PARTS = ['cities', 'mixed', 'many', 'http', 'recall', 'peers', 'changes'] as const
/** Of all parts, in the order in which they run. Each but `load` runs in a process of its own. */
export const PARTS = [...EXPORT_PARTS, 'febrl', 'freshness', 'schedule', 'load', ...CITY_PARTS] as const
export type Part = (typeof PARTS)[number]
export type MeasuredPart = Exclude<Part, 'load'>

/** What a process is told to measure. */
export interface Job {
  readonly part: MeasuredPart
  readonly exportDirectory: string
  /** A directory of PGlite, or the URL of a PostgreSQL. */
  readonly database: string
  /** Queries of each class. */
  readonly queries: number
  /** How long a load of many clients lasts. */
  readonly seconds: number
  /** What a database of cities holds. */
  readonly cities: Cities
  /** The folder with the FEBRL data sets. */
  readonly febrl: string
}

/** One line of the answer. */
export interface Figure {
  readonly group: string
  readonly what: string
  /** Columns by name: numbers as they are to be printed. */
  readonly values: Readonly<Record<string, string>>
}

/** What the bench measures, each in a process of its own. */
export const PARTS = ['sync', 'search', 'explain', 'trigram', 'postgres'] as const
export type Part = (typeof PARTS)[number]

/** What a process is told to measure. */
export interface Job {
  readonly part: Part
  readonly exportDirectory: string
  /** A directory of PGlite, or the URL of a PostgreSQL. */
  readonly database: string
  /** Queries of each class. */
  readonly queries: number
}

/** One line of the answer. */
export interface Figure {
  readonly group: string
  readonly what: string
  /** Columns by name: numbers as they are to be printed. */
  readonly values: Readonly<Record<string, string>>
}

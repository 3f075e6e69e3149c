import { failure } from '../../kernel/errors.ts'
import type { SqlQueries } from './queries.ts'
import type { SqlSession } from './session.ts'

/** What a city tells of the state of its data, by a view with one row. */
export interface State {
  /** When the data was true, such as that of a replica that lags behind. */
  readonly readAt?: Date
  /** Differs whenever a row of the other views may differ. */
  readonly version?: string
}

/**
 * Reads the row of the view `state`: its columns `read_at` and `version`, each where there is one.
 * @throws failure `source_bad_state`
 */
export async function readState(
  session: SqlSession,
  queries: SqlQueries,
  view: string,
  timeZone: string,
): Promise<State> {
  const rows = await session.rows(queries.stateOf(view))
  const [row] = rows
  if (!row || rows.length > 1)
    throw failure(
      'source_bad_state',
      `The view ${view} has ${rows.length} rows, and must have one: it says in which state the data is.`,
    )
  const cells = new Map(Object.entries(row).map(([name, text]) => [name.toLowerCase(), text?.trim() ?? '']))
  const [printed = '', version = ''] = [cells.get('read_at'), cells.get('version')]
  const readAt = printed === '' ? undefined : instantOf(printed, timeZone)
  if (printed !== '' && readAt === undefined)
    throw failure(
      'source_bad_state',
      `The view ${view} has "${printed.slice(0, 60)}" for read_at, which is no time. Make the column a timestamp.`,
    )
  return { ...(readAt === undefined ? {} : { readAt }), ...(version === '' ? {} : { version }) }
}

function instantOf(printed: string, timeZone: string): Date | undefined {
  try {
    return new Date(Temporal.Instant.from(printed).epochMilliseconds)
  } catch {
    try {
      return new Date(Temporal.PlainDateTime.from(printed).toZonedDateTime(timeZone).epochMilliseconds)
    } catch {
      return undefined
    }
  }
}

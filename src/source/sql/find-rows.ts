import { PortalError } from '../../kernel/errors.ts'
import { accountNumberKey, type FoundKind, type RowFinder } from '../look-up.ts'
import type { SourceValues } from '../port.ts'
import type { SqlQueries } from './queries.ts'
import type { SqlSourceOptions } from './reading.ts'
import type { SqlSession, TextRow } from './session.ts'
import { readView, valuesOf, type View } from './views.ts'

/** SQL Server takes 2,100 values in a statement. */
const VALUES_A_QUERY = 500

/**
 * Finds rows in the views by their keys. A view is asked for its columns when it is first needed.
 * @param of whether many are asked for at once: then one id that the column cannot have may not pass for the absence of all
 *   others; either it fails, or all are compared as texts
 */
export function finderIn(
  session: SqlSession,
  queries: SqlQueries,
  options: SqlSourceOptions,
  of: 'one' | 'many' | 'many as texts' = 'one',
): RowFinder {
  const views = new Map<FoundKind, View>()
  const viewOf = async (kind: FoundKind) => {
    const known =
      views.get(kind) ??
      (await readView(session, queries, kind, options.settings.views[kind], options.columns))
    views.set(kind, known)
    return known
  }
  return {
    async rows(kind, column, values) {
      const view = await viewOf(kind)
      if (column === 'account_number') {
        const [number = ''] = values
        return await withNumber(session, queries, view, number)
      }
      const found: SourceValues[] = []
      for (let at = 0; at < values.length; at += VALUES_A_QUERY) {
        const some = values.slice(at, at + VALUES_A_QUERY)
        const asked = session.rows(
          of === 'many as texts' ? queries.whereText(view, column, some) : queries.where(view, column, some),
        )
        found.push(...(of === 'one' ? await rowsOrNone(asked) : (await asked).map(valuesOf)))
      }
      // A database may hold more for the same than we do, such as capitals for small letters.
      const places = new Map(values.map((value, place) => [value, place]))
      const placeOf = (row: SourceValues) => places.get((row[column] ?? '').trim())
      return found
        .filter((row) => placeOf(row) !== undefined)
        .sort((a, b) => (placeOf(a) ?? 0) - (placeOf(b) ?? 0))
    },
  }
}

/**
 * First the number as it was typed, which an index of the city's finds at once; only when nothing is found are all numbers
 * compared without their punctuation.
 */
async function withNumber(
  session: SqlSession,
  queries: SqlQueries,
  view: View,
  number: string,
): Promise<SourceValues[]> {
  const key = accountNumberKey(number)
  const same = (row: SourceValues) => accountNumberKey(row['account_number'] ?? '') === key
  const exact = await rowsOrNone(session.rows(queries.where(view, 'account_number', [number])))
  const found = exact.filter(same)
  if (found.length > 0 || key === '') return found
  return (await rowsOrNone(session.rows(queries.whereLoosely(view, 'account_number', key)))).filter(same)
}

/** An id that is no number is nobody's where ids are numbers, whatever the database says about it. */
async function rowsOrNone(asked: Promise<readonly TextRow[]>): Promise<SourceValues[]> {
  try {
    return (await asked).map(valuesOf)
  } catch (error) {
    if (error instanceof PortalError && error.code === 'source_unlike_value') return []
    throw error
  }
}

import { PortalError } from '../../kernel/errors.ts'
import { idsIn, type FoundKind, type RowFinder } from '../look-up.ts'
import type { RecordIds, SourceBatch, SourceValues } from '../port.ts'
import { finderIn } from './find-rows.ts'
import type { SqlQueries } from './queries.ts'
import { inSession, type SqlSourceOptions } from './reading.ts'

/**
 * These customers, these accounts with all that hangs on them, and who holds them, of one state. A holder may name an id
 * that the customers cannot have, such as a word where they are numbers; the database gives up then, and is asked again for
 * ids as texts: that takes no index, and loses nobody.
 */
export async function fetchRecords(
  options: SqlSourceOptions,
  queries: SqlQueries,
  ids: RecordIds,
  signal: AbortSignal | undefined,
): Promise<SourceBatch[]> {
  const fetchOf = (of: 'many' | 'many as texts') =>
    inSession(options, 'snapshot', signal, async (session) => {
      const found = await findRecords(finderIn(session, queries, options, of), ids)
      return found.map(([kind, rows]): SourceBatch => {
        const name = options.settings.views[kind]
        return { kind, name, rows: rows.map((values) => ({ values })) }
      })
    })
  try {
    return await fetchOf('many')
  } catch (error) {
    if (error instanceof PortalError && error.code === 'source_unlike_value')
      return await fetchOf('many as texts')
    throw error
  }
}

async function findRecords(
  finder: RowFinder,
  ids: RecordIds,
): Promise<readonly (readonly [FoundKind, SourceValues[]])[]> {
  const accounts = await finder.rows('accounts', 'account_id', ids.accounts)
  const accountIds = idsIn(accounts, 'account_id')
  const holders = await finder.rows('holders', 'account_id', accountIds)
  const charges = await finder.rows('charges', 'account_id', accountIds)
  const customerIds = [...new Set([...ids.customers, ...idsIn(holders, 'customer_id')])]
  const customers = await finder.rows('customers', 'customer_id', customerIds)
  return [
    ['customers', customers],
    ['accounts', accounts],
    ['holders', holders],
    ['charges', charges],
  ]
}

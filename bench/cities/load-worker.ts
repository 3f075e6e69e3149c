import { openPostgres, type PostgresEngine } from '../../src/store/postgres.ts'
import { loadCity } from './load-city.ts'
import type { LoadNews, LoadOrder } from './load-processes.ts'

/**
 * The process that loads cities, one after the other. It opens the database without looking at it first: while indexes
 * are dropped, the portal would refuse it.
 */
let engine: PostgresEngine | undefined

process.on('message', (order: LoadOrder) => void obey(order))

async function obey(order: LoadOrder): Promise<void> {
  if (order === 'end') {
    await engine?.close()
    process.disconnect?.()
    return
  }
  if ('url' in order) engine = await openPostgres(order.url)
  else if (engine) await loadCity(engine, order.city, order.community, (written) => tell({ written }))
  tell('next')
}

function tell(news: LoadNews): void {
  process.send?.(news)
}

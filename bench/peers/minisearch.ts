import MiniSearch from 'minisearch'
import { termsOf, type Peer, type PeerResult } from './peers.ts'
import type { PeerDatabase } from './peer-database.ts'

/** It holds everything in memory, about 10 KB a customer. */
const MOST_CUSTOMERS = 100_000

interface Listed {
  readonly id: string
  readonly name: string
  readonly text: string
}

/**
 * MiniSearch in this process, an index for each community, from the largest on until there are 100,000 customers: every
 * term begins a word, or is alike but for a fifth of its letters.
 */
export async function makeMiniSearch(db: PeerDatabase): Promise<Omit<Peer, 'seconds'>> {
  const indexes = new Map<number, MiniSearch<Listed>>()
  let held = 0
  const before = process.memoryUsage().heapUsed
  for (const communityId of await listBySize(db)) {
    if (held >= MOST_CUSTOMERS) break
    const index = new MiniSearch<Listed>({ fields: ['text'], storeFields: ['name'] })
    const rows = await db.query<Listed>(
      `select customer_id as id, name, text from peer.listed where community_id = $1 and departments <> 0
       order by md5(customer_id) limit $2`,
      [communityId, MOST_CUSTOMERS - held],
    )
    index.addAll(rows)
    indexes.set(communityId, index)
    held += rows.length
  }
  return {
    name: `MiniSearch in process, ${held.toLocaleString('en-US')} customers`,
    megabytes: Math.round((process.memoryUsage().heapUsed - before) / 1024 ** 2),
    only: new Set(indexes.keys()),
    async search(communityId, text, limit): Promise<PeerResult> {
      const results = indexes
        .get(communityId)
        ?.search(termsOf(text).join(' '), { prefix: true, fuzzy: 0.2, combineWith: 'AND' })
      const found = (results ?? []).slice(0, limit)
      return {
        found: found.map(({ id, name }) => ({ id: String(id), name: String(name) })),
        total: results?.length ?? 0,
      }
    },
  }
}

async function listBySize(db: PeerDatabase): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    'select community_id as id from peer.listed group by community_id order by count(*) desc, community_id',
  )
  return rows.map(({ id }) => id)
}

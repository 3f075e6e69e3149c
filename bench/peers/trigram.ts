import { PEER_CAP, megabytesOf, termsOf, type Peer, type PeerResult } from './peers.ts'
import type { PeerDatabase } from './peer-database.ts'

/** Where a letter may be wrong, so many of those that are alike are compared at the most. */
const COMPARED = 200

interface Row {
  readonly id: string
  readonly name: string
  readonly total: number
}

/**
 * The usual `like '%term%'` over the text with a trigram index, every term somewhere in it; where nothing is found, the
 * texts that are most like what was typed, by word similarity from 0.4.
 */
export async function makeTrigram(db: PeerDatabase): Promise<Omit<Peer, 'seconds'>> {
  await db.query('create index listed_letters on peer.listed using gin (community_id, text gin_trgm_ops)')
  await db.query('vacuum analyze peer.listed')
  return {
    name: `trigram index on ${db.kind}`,
    megabytes: await megabytesOf(db, 'peer.listed_letters'),
    async search(communityId, text, limit): Promise<PeerResult> {
      const terms = termsOf(text)
      // A condition for each term: the index does not serve `like all`.
      const conditions = terms.map((_, i) => `and text like $${i + 3}`).join(' ')
      const rows = await db.query<Row>(
        `with hit as (select customer_id as id, name from peer.listed
           where community_id = $1 and departments <> 0 ${conditions} limit ${PEER_CAP + 1})
         select id, name, (count(*) over ())::int as total from hit order by name limit $2`,
        [communityId, limit, ...terms.map((term) => `%${term.replace(/[\\%_]/g, '\\$&')}%`)],
      )
      if (rows[0]) return { found: rows, total: rows[0].total }
      const alike = await db.query<Row>(
        `with hit as (select customer_id as id, name, word_similarity($3, text) as alike from peer.listed
           where community_id = $1 and departments <> 0 and $3 <% text order by alike desc limit ${COMPARED})
         select id, name, (count(*) over ())::int as total from hit order by alike desc, name limit $2`,
        [communityId, limit, terms.join(' ')],
      )
      return { found: alike, total: alike[0]?.total ?? 0 }
    },
  }
}

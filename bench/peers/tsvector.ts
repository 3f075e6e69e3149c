import { PEER_CAP, megabytesOf, termsOf, type Peer, type PeerResult } from './peers.ts'
import type { PeerDatabase } from './peer-database.ts'

/** PostgreSQL's own full text search without a language: every term begins a word. It knows nothing of misspellings. */
export async function makeTsvector(db: PeerDatabase): Promise<Omit<Peer, 'seconds'>> {
  await db.query(
    `create index listed_words on peer.listed using gin (community_id, to_tsvector('simple', text))`,
  )
  await db.query('vacuum analyze peer.listed')
  return {
    name: `tsvector with prefixes on ${db.kind}`,
    megabytes: await megabytesOf(db, 'peer.listed_words'),
    async search(communityId, text, limit): Promise<PeerResult> {
      const query = termsOf(text)
        .map((term) => `'${term.replace(/['\\]/g, ' ')}':*`)
        .join(' & ')
      const rows = await db.query<{ id: string; name: string; total: number }>(
        `with hit as (select customer_id as id, name from peer.listed
           where community_id = $1 and departments <> 0 and to_tsvector('simple', text) @@ to_tsquery('simple', $3) limit ${PEER_CAP + 1})
         select id, name, (count(*) over ())::int as total from hit order by name limit $2`,
        [communityId, limit, query],
      )
      return { found: rows, total: rows[0]?.total ?? 0 }
    },
  }
}

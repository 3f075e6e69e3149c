import { timed } from '../figures.ts'
import type { Found } from '../recall/recall.ts'
import { makeListed } from './listed.ts'
import { makeMiniSearch } from './minisearch.ts'
import type { PeerDatabase } from './peer-database.ts'
import { makeTrigram } from './trigram.ts'
import { makeTsvector } from './tsvector.ts'

/** Another way to search the same rows. */
export interface Peer {
  readonly name: string
  /** Of its index, and of nothing that it is made from. */
  readonly megabytes: number
  /** What it took to make its index. */
  readonly seconds: number
  /** The communities that it holds; all of them unless told. */
  readonly only?: ReadonlySet<number>
  /** The first customers of a community for somebody with all departments, and how many there are up to a cap. */
  search(communityId: number, text: string, limit: number): Promise<PeerResult>
}

export interface PeerResult {
  readonly found: readonly Found<string>[]
  readonly total: number
}

/** How many are counted at the most, as in the portal. */
export const PEER_CAP = 1_000

/** What an index in the database takes up. */
export async function megabytesOf(db: PeerDatabase, index: string): Promise<number> {
  const [row] = await db.query<{ bytes: string }>('select pg_relation_size($1::regclass)::text as bytes', [
    index,
  ])
  return Math.round(Number(row?.bytes) / 1024 ** 2)
}

/** Makes the peers over the rows of a database of the portal, each with its own index. */
export async function makePeers(db: PeerDatabase): Promise<Peer[]> {
  await makeListed(db)
  const peers: Peer[] = []
  for (const make of [makeTrigram, makeTsvector, makeMiniSearch]) {
    const { result, ms } = await timed(() => make(db))
    peers.push({ ...result, seconds: ms / 1000 })
  }
  return peers
}

/** What is typed as the words that every peer is asked for: a number is one word without its punctuation and spaces. */
export function termsOf(text: string): string[] {
  if (/^[\d\s().-]+$/.test(text)) return [text.replace(/\D/g, '')]
  return text
    .toLowerCase()
    .split(/[\s,&]+/)
    .map((term) => (/^[\d().-]+$/.test(term) ? term.replace(/\D/g, '') : term))
    .filter((term) => term !== '')
}

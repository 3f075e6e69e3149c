import { sql } from 'kysely'
import { rowsFrom, type CommunityStore } from '../../store/index.ts'
import { chunksOf } from '../bulk.ts'
import { MISTRUSTED } from '../hash.ts'
import { remakeFindable } from '../listings.ts'
import type { Difference } from './difference.ts'
import type { Unit } from './source-units.ts'

/** What a repair has to do, gathered from the differences. */
export class Repairs {
  /** Whose listings and search keys are made anew. */
  readonly customers = new Set<string>()
  readonly #units = new Map<string, Unit>()

  add(difference: Difference): void {
    for (const id of difference.customers) this.customers.add(id)
    const { account } = difference
    switch (difference.in) {
      case 'listing':
      case 'search_key':
      case 'lexicon':
      // These the next run puts right by reading alone.
      case 'rejected_row':
      case 'alias':
      case 'ledger':
        return
      case 'customer':
      case 'verdict':
      case 'source_record':
      case 'account':
      case 'holder':
      case 'charge':
        if (account !== null) this.#mark({ kind: 'account', id: account })
        else for (const id of difference.customers) this.#mark({ kind: 'customer', id })
    }
  }

  #mark(unit: Unit): void {
    this.#units.set(`${unit.kind}\t${unit.id}`, unit)
  }

  get units(): readonly Unit[] {
    return [...this.#units.values()]
  }
}

/** What is noted of a record of which nothing was: the copy has it, and nobody knows from where. */
const UNKNOWN = { customer: '{}', account: '{"account":{},"holders":[],"charges":[]}' } as const

const MARKS_A_BATCH = 1_000
const CUSTOMERS_A_BATCH = 2_000

/**
 * Prepares the copy for the run that mends it. Listings and search keys are made anew from the rows as they are: an apply
 * writes what differs between before and after, so what is stored has to be what the rows say before it begins. The facts
 * themselves are not touched: their records are marked, and the next run applies them again, or takes them away where
 * the source does not have them.
 */
export async function repair(
  store: CommunityStore,
  timeZone: string,
  repairs: Repairs,
  runId: number,
): Promise<void> {
  const { communityId } = store
  for (const units of chunksOf(repairs.units, MARKS_A_BATCH))
    await store.write(async (tx) => {
      const marks = units.map(({ kind, id }) => ({ kind, source_id: id, payload: UNKNOWN[kind] }))
      await sql`insert into source_record (community_id, kind, source_id, hash, payload, first_run, changed_run)
        select ${communityId}::int, r.kind, r.source_id, ${MISTRUSTED}::text, r.payload::json, ${runId}::int, ${runId}::int
        from ${rowsFrom(marks, 'kind text, source_id text, payload text')}
        on conflict (community_id, kind, source_id) do update set hash = ${MISTRUSTED}::text || source_record.hash
        where source_record.hash not like ${`${MISTRUSTED}%`}`.execute(tx)
    })
  for (const ids of chunksOf([...repairs.customers], CUSTOMERS_A_BATCH))
    await store.write((tx) => remakeFindable(tx, communityId, timeZone, ids))
}

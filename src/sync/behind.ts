import { sql, type RawBuilder } from 'kysely'
import type { DepartmentMask } from '../kernel/departments.ts'
import { pageAsked, pagesOf } from '../kernel/paging.ts'
import type { CommunityStore } from '../store/index.ts'
import { standings, type WithheldCode } from './ledger.ts'
import { listRejectedRows } from './status.ts'
import { survivorWithin } from './survivor.ts'

/** The customers behind a number of the ledger. */
export interface BehindRequest {
  readonly group: 'rejected' | 'notCurrent' | 'withheld' | 'shared' | 'merged' | 'deleted'
  /** Of the withheld: only those that are counted under this code. */
  readonly code?: WithheldCode | undefined
  /** From 1. */
  readonly page?: number
}

export interface Behind {
  readonly total: number
  readonly page: number
  readonly pages: number
  readonly rows: readonly BehindRow[]
}

export interface BehindRow {
  /** Null where a rejected row does not say. */
  readonly customerId: string | null
  readonly name: string | null
  /** The code under which a withheld customer is counted, or the reason of a rejection. */
  readonly code: string | null
  /** Of a rejected row: what is wrong with it, and where it stands. */
  readonly says: string | null
  readonly file: string | null
  readonly line: number | null
  /** ISO instant since when it is gone. */
  readonly goneAt: string | null
  /** Where a merged customer leads to, as far as the viewer may know of it. */
  readonly leadsTo: { readonly customerId: string; readonly name: string } | null
}

const ROWS_A_PAGE = 50

export async function listBehind(
  store: CommunityStore,
  timeZone: string,
  mask: DepartmentMask,
  { group, code, page: asked }: BehindRequest,
): Promise<Behind> {
  const page = pageAsked(asked)
  const slice = { limit: ROWS_A_PAGE, offset: (page - 1) * ROWS_A_PAGE }
  if (group === 'rejected') {
    const { total, rows } = await listRejectedRows(store, mask, slice)
    return paged(
      total,
      page,
      rows.map((row) => ({
        ...EMPTY,
        customerId: row.customerId,
        name: row.label ?? row.accountNumber,
        code: row.reason,
        says: row.says,
        file: row.file,
        line: row.line,
      })),
    )
  }
  const found =
    group === 'merged' || group === 'deleted'
      ? goneCustomers(store.communityId, mask, group === 'merged')
      : standing(store.communityId, mask, timeZone, group, code)
  const [rows, counts] = await store.read(
    () =>
      [
        sql<FoundRow>`select * from (${found}) as f order by name, customer_id
          limit ${slice.limit}::int offset ${slice.offset}::int`,
        sql<{ count: number }>`select count(*)::int as count from (${found}) as f`,
      ] as const,
  )
  return paged(
    counts[0]?.count ?? 0,
    page,
    rows.map((row) => ({
      ...EMPTY,
      customerId: row.customer_id,
      name: row.name,
      code: row.code,
      goneAt: row.gone_at?.toISOString() ?? null,
      leadsTo:
        row.to_id === null || row.to_name === null ? null : { customerId: row.to_id, name: row.to_name },
    })),
  )
}

interface FoundRow {
  readonly customer_id: string
  readonly name: string
  readonly code: string | null
  readonly gone_at: Date | null
  readonly to_id: string | null
  readonly to_name: string | null
}

const EMPTY: BehindRow = {
  customerId: null,
  name: null,
  code: null,
  says: null,
  file: null,
  line: null,
  goneAt: null,
  leadsTo: null,
}

function paged(total: number, page: number, rows: readonly BehindRow[]): Behind {
  return { total, page, pages: pagesOf(total, ROWS_A_PAGE), rows }
}

function standing(
  communityId: number,
  mask: DepartmentMask,
  timeZone: string,
  group: 'notCurrent' | 'withheld' | 'shared',
  code: WithheldCode | undefined,
): RawBuilder<FoundRow> {
  const wanted =
    group === 'shared'
      ? sql`s.standing = 'shared'`
      : group === 'notCurrent'
        ? sql`s.standing = 'not_current'`
        : code === undefined
          ? sql`s.standing not in ('shared', 'not_current')`
          : sql`s.standing = ${code}`
  return sql<FoundRow>`
    select s.customer_id, c.name, case when s.standing in ('shared', 'not_current') then null else s.standing end as code,
      null::timestamptz as gone_at, null::text as to_id, null::text as to_name
    from (${standings(communityId, mask, timeZone)}) as s
    join customer as c on c.community_id = ${communityId} and c.customer_id = s.customer_id
    where ${wanted}`
}

/** A customer was merged where the viewer may know into whom; to others it is deleted. */
function goneCustomers(communityId: number, mask: DepartmentMask, merged: boolean): RawBuilder<FoundRow> {
  return sql<FoundRow>`
    select t.source_id as customer_id, t.label as name, null::text as code, t.gone_at, c.customer_id as to_id, c.name as to_name
    from tombstone as t
    left join lateral (${survivorWithin(communityId, mask, 'customer', sql`t.source_id`)}) as l on true
    left join customer as c on c.community_id = ${communityId} and c.customer_id = l.survivor_id
    where t.community_id = ${communityId} and t.kind = 'customer'
      and t.departments & ${mask.toString()}::bigint <> 0 and (l.survivor_id is not null) = ${merged}::boolean`
}

import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { series } from './figures.ts'
import type { Figure, Job } from './job.ts'
import { SEARCH_CLASSES, drawTargets } from './targets.ts'
import { getCommunity, openWorld } from './world.ts'

/**
 * A peer on the same rows: the usual `like '%term%'` over one text a customer, with a trigram index. Only ids and names
 * are read, without the accounts of the page, and every term has to be found somewhere in the text.
 */
export async function benchTrigram(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  const community = await getCommunity(portal)
  const targets = await drawTargets(store, community, job.queries)
  await store.close()

  const db = await PGlite.create({ dataDir: job.database, extensions: { pg_trgm } })
  await db.exec(`set random_page_cost = 1.1; set jit = off;
    create extension if not exists pg_trgm; drop schema if exists peer cascade; create schema peer`)
  await db.query(
    `create table peer.listed as
     select c.community_id, c.customer_id, c.name, bit_or(l.departments) as departments,
       lower(concat_ws(' ', c.name, c.email, regexp_replace(c.phone, '\\D', '', 'g'), c.mailing_address,
         string_agg(concat_ws(' ', regexp_replace(a.account_number, '\\W', '', 'g'), a.service_address), ' '))) as text
     from customer c join listing l using (community_id, customer_id)
       left join account a on a.community_id = l.community_id and a.account_id = l.account_id
     where c.community_id = ${community.communityId} group by c.community_id, c.customer_id`,
  )
  await db.exec('create index on peer.listed using gin (text gin_trgm_ops)')
  await db.exec('vacuum analyze peer.listed')
  const figures: Figure[] = []
  for (const [what, typed] of Object.entries(SEARCH_CLASSES)) {
    const { results, columns } = await series(
      targets.map((target, i) => () => {
        const terms = typed(target, i)
          .toLowerCase()
          .split(/[\s,]+/)
          .map((term) => (/^[\d().-]+$/.test(term) ? term.replace(/\D/g, '') : term))
        // A condition for each term: the index does not serve `like all`.
        const conditions = terms.map((_, i) => `and text like $${i + 2}`).join(' ')
        return db.query<{ total: number }>(
          `with hit as (select customer_id, name from peer.listed where departments & $1::bigint <> 0 ${conditions} limit 1001)
           select customer_id, name, (count(*) over ())::int as total from hit order by name limit 20`,
          ['-1', ...terms.map((term) => `%${term}%`)],
        )
      }),
    )
    const found = results.reduce((sum, { rows }) => sum + (rows[0]?.total ?? 0), 0) / results.length
    figures.push({
      group: 'Peer: trigram index on pglite, ids and names alone',
      what,
      values: { ...columns, 'found on average': found.toFixed(1) },
    })
  }
  await db.exec('drop schema peer cascade')
  await db.close()
  return figures
}

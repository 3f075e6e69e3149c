import type { PeerDatabase } from './peer-database.ts'

/**
 * One text a customer, of all that the portal finds it by, and the departments in which it is shared. No accounts of the
 * page are read from it: peers answer with ids and names alone.
 */
export async function makeListed(db: PeerDatabase): Promise<void> {
  await db.query('drop schema if exists peer cascade')
  await db.query('create schema peer')
  await db.query(
    `create table peer.listed as
     select c.community_id, c.customer_id, c.name, listed.departments,
       lower(concat_ws(' ', c.name, c.email, regexp_replace(c.phone, '\\D', '', 'g'), c.mailing_address, listed.words)) as text
     from customer c join (
       select h.community_id, h.customer_id, bit_or(1::bigint << a.department) as departments,
         string_agg(concat_ws(' ', regexp_replace(a.account_number, '\\W', '', 'g'), a.service_address), ' ') as words
       from holder h join account a using (community_id, account_id)
       where a.withheld_by = '[]' and h.to_on is null
       group by h.community_id, h.customer_id) listed using (community_id, customer_id)
     where c.withheld_by = '[]'
     order by c.community_id, c.name`,
  )
}

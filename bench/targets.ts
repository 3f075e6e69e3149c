import { sql } from 'kysely'
import type { Community } from '../src/kernel/community.ts'
import type { Store } from '../src/store/index.ts'

/** A customer of the data, as somebody at a counter would know it. */
export interface Target {
  readonly customerId: string
  readonly firstName: string
  readonly lastName: string
  readonly phone: string
  readonly email: string
  readonly accountNumber: string
  readonly address: string
}

/** Customers that are shared through an account and have all of what can be searched for, the same for the same data. */
export async function drawTargets(
  store: Store,
  { communityId }: Community,
  count: number,
): Promise<Target[]> {
  const [targets] = await store.as(communityId).read(() => [
    sql<Target>`select c.customer_id as "customerId", c.first_name as "firstName", c.last_name as "lastName", c.phone, c.email,
        a.account_number as "accountNumber", a.service_address as address
      from customer c
      join listing l on l.community_id = ${communityId} and l.customer_id = c.customer_id and l.departments <> 0
      join account a on a.community_id = ${communityId} and a.account_id = l.account_id
      where c.community_id = ${communityId} and c.first_name is not null and c.last_name is not null and c.phone is not null
        and c.email is not null and a.service_address is not null
      order by md5(l.customer_id || l.account_id) limit ${count}`,
  ])
  return targets
}

/** What people type, from what they know. */
export const SEARCH_CLASSES: Readonly<Record<string, (target: Target, i: number) => string>> = {
  'last name': ({ lastName }) => lastName,
  '1 letter': ({ lastName }) => lastName.slice(0, 1),
  '2 letters': ({ lastName }) => lastName.slice(0, 2),
  '3 letters': ({ lastName }) => lastName.slice(0, 3),
  'two words': ({ firstName, lastName }, i) =>
    i % 2 ? `${firstName} ${lastName}` : `${lastName}, ${firstName}`,
  'two beginnings': ({ firstName, lastName }) => `${lastName.slice(0, 3)} ${firstName.slice(0, 2)}`,
  address: ({ address }) => address,
  'number and street': ({ address }) => address.split(' ').slice(0, 2).join(' '),
  'street alone': ({ address }) => address.split(' ').slice(1).join(' '),
  'account number': ({ accountNumber }) => accountNumber,
  'part of an account number': ({ accountNumber }) => accountNumber.replace(/\D/g, '').slice(2, 7),
  phone: ({ phone }) => phone,
  'end of a phone number': ({ phone }) => phone.replace(/\D/g, '').slice(-4),
  'e-mail': ({ email }) => email,
  'nothing found': ({ lastName }, i) => `zzq${lastName.toLowerCase()}${i}`,
}

import { sql } from 'kysely'
import type { Scope } from '../../access/scope.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Community } from '../../kernel/community.ts'
import { wrongUse } from '../../kernel/errors.ts'
import { pageAsked, pagesOf } from '../../kernel/paging.ts'
import type { JsonObject } from '../../history/merge-patch.ts'
import { stateAt } from '../../history/replay.ts'
import { holdersIn, type AccountState, type CustomerState } from '../../history/states.ts'
import { survivorOf, type Store } from '../../store/index.ts'
import type { SubjectAccount } from '../explanation.ts'
import { conditionsOf, worldIn, type World } from '../knowable.ts'
import { codesOf, factsOf, type Names } from './fields.ts'
import { entriesOf, sharingOf, type HistoryEntry, type Sharing } from './entries.ts'
import { readLives, type CustomerLife } from './read-lives.ts'
import { listTouched } from './touched.ts'

/** What happened to a customer, as far as the asker may know. Instants are ISO strings. */
export interface CustomerHistory {
  readonly customerId: string
  /** The last that is known. */
  readonly name: string
  readonly inPortal: boolean
  /** When it was first seen, as far as that is known. */
  readonly firstSeenAt: string | null
  /** What changed before is not known: it was forgotten, or never written down. */
  readonly knownSince: string
  /** Where its id leads to now. */
  readonly mergedInto: string | null
  readonly total: number
  readonly page: number
  readonly pages: number
  /** Newest first. */
  readonly entries: readonly HistoryEntry[]
}

/** A customer at one moment. */
export interface CustomerAt {
  readonly customerId: string
  readonly at: string
  /** `not_known`: older than what is kept. `not_in_portal`: it was not in the copy then. */
  readonly outcome: 'shown' | 'not_shown' | 'not_in_portal' | 'not_known'
  readonly knownSince: string
  /** Where its id leads to now. */
  readonly mergedInto: string | null
  /** The record as it was, with the codes that withheld it. */
  readonly customer: JsonObject | null
  /** Those that were its accounts then or before. */
  readonly accounts: readonly AccountAt[]
}

/** An account at one moment, as one of a customer: whether it was shared through this customer. */
export interface AccountAt extends SubjectAccount {
  readonly accountId: string
  /** The customer held it then. */
  readonly held: boolean
  /** Codes of the rules that withheld it. */
  readonly withheldBy: readonly string[]
}

/** What one run did to one customer. */
export interface CustomerChanges extends Pick<HistoryEntry, 'changes' | 'shared'> {
  readonly customerId: string
  readonly name: string
  readonly mergedInto: string | null
}

export interface RunChanges {
  readonly total: number
  readonly page: number
  readonly pages: number
  /** By customer id. */
  readonly customers: readonly CustomerChanges[]
}

/**
 * What was known when. Asked by somebody with a scope, and answered in the world that they may know of: what happened to
 * an account of another department is in no answer.
 */
export interface History {
  /** Nothing, alike, for a customer who never was and for one who may not be known of. */
  ofCustomer(
    community: Community,
    scope: Scope,
    customerId: string,
    page?: number,
  ): Promise<CustomerHistory | undefined>
  /** @throws wrongUse `moment_in_future` */
  customerAt(
    community: Community,
    scope: Scope,
    customerId: string,
    at: Date,
  ): Promise<CustomerAt | undefined>
  /** What a run changed, customer by customer. */
  changesOf(
    community: Community,
    scope: Scope,
    runId: number,
    asked?: { readonly page?: number | undefined; readonly limit?: number },
  ): Promise<RunChanges>
}

const ENTRIES_A_PAGE = 50
const CUSTOMERS_A_PAGE = 50

export function createHistory({ store, clock }: { readonly store: Store; readonly clock: Clock }): History {
  return {
    async ofCustomer({ communityId, settings }, scope, customerId, asked) {
      const world = worldIn(scope)
      const [life] = await readLives(store.as(communityId), world, [customerId])
      if (!life) return undefined
      const survivors = await readSurvivors(store, world, [life])
      const mergedInto = survivors.get(customerId) ?? null
      const names = await readNames(store, world, [life])
      const all = entriesOf(life, { names, timeZone: settings.timeZone, merged: mergedInto !== null })
      const pages = pagesOf(all.length, ENTRIES_A_PAGE)
      const page = Math.min(pageAsked(asked), pages)
      const first = life.customer.steps.at(-1)
      return {
        customerId,
        name: nameOf(life),
        inPortal: life.customer.now !== null,
        firstSeenAt: first?.before === null ? first.at.toISOString() : null,
        knownSince: (await readSince(store, communityId)).toISOString(),
        mergedInto,
        total: all.length,
        page,
        pages,
        entries: all.slice((page - 1) * ENTRIES_A_PAGE, page * ENTRIES_A_PAGE),
      }
    },

    async customerAt({ communityId, settings }, scope, customerId, at) {
      if (at > clock.now())
        throw wrongUse('moment_in_future', 'This moment has not come yet: ask about one that is over.')
      const world = worldIn(scope)
      const [life] = await readLives(store.as(communityId), world, [customerId])
      if (!life) return undefined
      const since = await readSince(store, communityId)
      const survivors = await readSurvivors(store, world, [life])
      const customer = stateAt(life.customer, at)
      const answer = {
        customerId,
        at: at.toISOString(),
        knownSince: since.toISOString(),
        mergedInto: survivors.get(customerId) ?? null,
      }
      if (at < since) return { ...answer, outcome: 'not_known', customer: null, accounts: [] }
      if (customer === null) return { ...answer, outcome: 'not_in_portal', customer: null, accounts: [] }
      const names = await readNames(store, world, [life])
      const accounts = [...life.accounts].flatMap(([accountId, each]) => {
        const state = stateAt(each, at)
        if (state === null) return []
        const sharing = sharingOf(customerId, customer, state, settings.timeZone)
        return [accountAt(accountId, state, sharing, names)]
      })
      const outcome = accounts.some(({ shared }) => shared) ? 'shown' : 'not_shown'
      return { ...answer, outcome, customer: factsOf(customer, names), accounts }
    },

    async changesOf({ communityId, settings }, scope, runId, { page, limit = CUSTOMERS_A_PAGE } = {}) {
      const world = worldIn(scope)
      const { total, ids, at } = await listTouched(store.as(communityId), world, runId, { page, limit })
      const lives = await readLives(store.as(communityId), world, ids, runId)
      const survivors = await readSurvivors(store, world, lives)
      const names = await readNames(store, world, lives)
      const customers = lives.map((life): CustomerChanges => {
        const { customerId } = life
        const mergedInto = survivors.get(customerId) ?? null
        const own = entriesOf(life, {
          names,
          timeZone: settings.timeZone,
          merged: mergedInto !== null,
        }).filter((entry) => entry.runId === runId)
        return {
          customerId,
          name: nameOf(life),
          mergedInto,
          changes: own.flatMap(({ changes }) => changes),
          shared: {
            before: own.at(-1)?.shared.before ?? false,
            after: own[0]?.shared.after ?? false,
          },
        }
      })
      return { total, page: at, pages: pagesOf(total, limit), customers }
    },
  }
}

function accountAt(accountId: string, state: JsonObject, sharing: Sharing, names: Names): AccountAt {
  const account = state as unknown as AccountState
  return {
    accountId,
    accountNumber: account.account_number,
    module: account.module,
    department: names.departments.get(account.department) ?? null,
    status: account.status,
    serviceAddress: account.service_address ?? null,
    balanceCents: account.balance_cents,
    ...sharing,
    withheldBy: codesOf(state),
  }
}

/** From when on every change of a community is known. */
async function readSince(store: Store, communityId: number): Promise<Date> {
  const { history_since } = await store.platform
    .selectFrom('platform.community')
    .select('history_since')
    .where('community_id', '=', communityId)
    .executeTakeFirstOrThrow()
  return history_since
}

/** Where the ids of those lead who are no longer in the copy, as far as that may be known of. */
async function readSurvivors(
  store: Store,
  world: World,
  lives: readonly CustomerLife[],
): Promise<ReadonlyMap<string, string>> {
  const known = conditionsOf(world)
  const gone = lives.filter(({ customer }) => customer.now === null).map(({ customerId }) => customerId)
  if (gone.length === 0) return new Map()
  const answers = await store
    .as(world.communityId)
    .read(() =>
      gone.map((id) => survivorOf(world.communityId, 'customer', sql`${id}`, known.customer(sql`chain.id`))),
    )
  return new Map(
    answers.flatMap(([survivor], i) => (survivor ? [[gone[i] as string, survivor.survivor_id]] : [])),
  )
}

/** The departments of this world, and whoever held one of these accounts while it belonged to it. */
async function readNames(store: Store, world: World, lives: readonly CustomerLife[]): Promise<Names> {
  const known = conditionsOf(world)
  const states = lives.flatMap(({ accounts }) =>
    [...accounts.values()].flatMap(({ now, steps }) => [now, ...steps.map(({ before }) => before)]),
  )
  const holders = [...new Set(states.flatMap((state) => (state === null ? [] : holdersIn(state))))]
  const [departments, customers] = await store.as(world.communityId).read(
    () =>
      [
        sql<{ bit: number; name: string }>`select d.bit, d.name from department d
          where d.community_id = ${known.community} and ${known.remembered(sql`(1::bigint << d.bit::int)`)}`,
        sql<{ id: string; name: string }>`select c.customer_id as id, c.name from customer c
          where c.community_id = ${known.community} and c.customer_id = any(${holders}::text[])`,
      ] as const,
  )
  return {
    departments: new Map(departments.map(({ bit, name }) => [bit, name])),
    customers: new Map(customers.map(({ id, name }) => [id, name])),
  }
}

/** The name that a customer has, or had when it was last in the copy. */
function nameOf({ customerId, customer: { now, steps } }: CustomerLife): string {
  const state = now ?? steps.find(({ before }) => before !== null)?.before
  return (state as Partial<CustomerState> | undefined)?.name ?? customerId
}

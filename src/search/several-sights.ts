import { sql, type RawBuilder } from 'kysely'
import type { Scope } from '../access/scope.ts'
import { NO_DEPARTMENTS } from '../kernel/departments.ts'
import type { Store } from '../store/index.ts'
import { TIME_LIMIT, inTime, sightOf, type Readable, type Sight } from './key-ranges.ts'

/** What is seen of several communities, in each within the scope there; and the way to read of it, of some of them at a time. */
export class SeveralSights {
  readonly #store: Store
  readonly #sights: ReadonlyMap<number, Sight>

  constructor(store: Store, scopes: readonly Scope[]) {
    this.#store = store
    this.#sights = new Map(
      scopes.flatMap((scope) => {
        const sight = sightOf(scope)
        return sight.departments === NO_DEPARTMENTS ? [] : [[scope.communityId, sight] as const]
      }),
    )
  }

  /** Those with the right to search. */
  get communityIds(): readonly number[] {
    return [...this.#sights.keys()]
  }

  /**
   * @param queryOf given the communities `p(community_id, departments)` to read of
   * @throws failure `search_too_broad` when the database does not answer in time
   */
  async read<R>(
    queryOf: (places: RawBuilder<unknown>) => RawBuilder<R>,
    communityIds = this.communityIds,
  ): Promise<R[]> {
    return await this.readIn(
      (ids) =>
        queryOf(
          sql`unnest(${ids}::int[], ${ids.map((id) => this.maskIn(id))}::bigint[]) as p(community_id, departments)`,
        ),
      communityIds,
    )
  }

  async readIn<R>(
    queryOf: (communityIds: readonly number[]) => RawBuilder<R>,
    communityIds = this.communityIds,
  ): Promise<R[]> {
    const store = this.#store.asSeveral(communityIds)
    return await inTime(() => store.read(queryOf, TIME_LIMIT))
  }

  /** What is read of some communities, one by one, as rows to be named in `from`: `p(community_id, departments, knows, look)`, `look` from 1. */
  placesOf(looks: readonly { readonly id: number }[]): RawBuilder<unknown> {
    return sql`unnest(${looks.map(({ id }) => id)}::int[], ${looks.map(({ id }) => this.maskIn(id))}::bigint[],
      ${looks.map(({ id }) => this.knowsIn(id))}::bool[]) with ordinality as p(community_id, departments, knows, look)`
  }

  sightIn(communityId: number): Sight {
    return this.#sights.get(communityId) ?? { departments: NO_DEPARTMENTS, of: 'shared', knows: 'shared' }
  }

  maskIn(communityId: number): string {
    return this.sightIn(communityId).departments.toString()
  }

  /** Of some community more may be known of than is shown. */
  get knowsMore(): boolean {
    return this.communityIds.some((id) => this.knowsIn(id))
  }

  knowsIn(communityId: number): boolean {
    return this.sightIn(communityId).knows === 'known'
  }
}

/** What may be read of each community `p` in its departments; and known of, where `p.knows`. */
export const OF_EACH: Readable = {
  community: sql<number>`p.community_id`,
  seen: sharedOfEach,
  shared: sharedOfEach,
  known: knownOfEach,
  inRange: (sight) => sql<boolean>`k.community_id = p.community_id and k.key >= f.low and k.key < f.high
    and ${sight === 'seen' ? sharedOfEach('k') : knownOfEach('k')}`,
}

function sharedOfEach(table: 'k' | 'l'): RawBuilder<boolean> {
  return sql`${sql.ref(`${table}.departments`)} & p.departments <> 0`
}

function knownOfEach(table: 'k' | 'l'): RawBuilder<boolean> {
  return sql`case when p.knows then ${sql.ref(`${table}.belongs`)} else ${sql.ref(`${table}.departments`)} end & p.departments <> 0`
}

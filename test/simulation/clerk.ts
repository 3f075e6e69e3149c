import type { Scope } from '../../src/access/scope.ts'
import type { Clock } from '../../src/kernel/clock.ts'
import type { Community } from '../../src/kernel/community.ts'
import { ALL_DEPARTMENTS } from '../../src/kernel/departments.ts'
import { createSearch, type Search } from '../../src/search/index.ts'
import type { Store } from '../../src/store/index.ts'

/** Somebody at the counter who may search in all departments. */
export class Clerk {
  readonly #search: Search
  readonly #community: Community
  readonly #scope: Scope

  constructor(store: Store, community: Community, clock: Clock) {
    this.#search = createSearch({ store, clock, taxIdKey: 'unused' })
    this.#community = community
    this.#scope = {
      communityId: community.communityId,
      rights: new Set(['search'] as const),
      departments: ALL_DEPARTMENTS,
    }
  }

  /** The ids of everybody who is found; a simulated city has no more than a page. */
  async find(text: string): Promise<Set<string>> {
    const { hits } = await this.#search.search(this.#community, this.#scope, { text, limit: 100 })
    return new Set(hits.map((hit) => hit.customerId))
  }

  /** Whether one of the texts finds the customer. The last is tried first. */
  async findsBy(texts: ReadonlySet<string>, customerId: string): Promise<boolean> {
    for (const text of [...texts].reverse()) if ((await this.find(text)).has(customerId)) return true
    return false
  }
}

import { forgetHistory } from '../history/index.ts'
import type { Store } from '../store/index.ts'
import { createRound, type RoundServices } from './round.ts'
import type { Task } from './task.ts'

const HOUR = 3_600_000

/** Every hour: what is older than the settings of a community say, and reports of old runs, are forgotten. */
export function createForgetTask(services: RoundServices & { readonly store: Store }): Task<object> {
  const { store, clock, log } = services
  return createRound(services, {
    name: 'forget-history',
    everyMs: HOUR,
    what: 'forgetting the old history',
    async visit(community, signal) {
      const gone = await forgetHistory(store, community, clock.now(), signal)
      if (gone > 0) log.info({ gone }, `old history of ${community.slug} was forgotten`)
    },
  })
}

import type { Community } from '../kernel/community.ts'
import type { Log } from '../kernel/log.ts'
import type { Store } from '../store/index.ts'
import { listAtWork, type RunAtWork } from './sync-state.ts'

type Tell = (atWork: RunAtWork | undefined) => void

const LOOK_MS = 700

/**
 * Tells whoever watches how far the runs are. However many watch however many communities, the database is asked once a
 * round, and not at all while nobody watches.
 */
export function watchRuns(store: Store, log: Log): (community: Community, tell: Tell) => () => void {
  const watching = new Map<Tell, number>()
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    try {
      if (watching.size === 0) return
      const atWork = await listAtWork(store, [...new Set(watching.values())])
      for (const [tell, communityId] of watching) tell(atWork.get(communityId))
    } catch (error) {
      log.warn({ err: error }, 'how far runs are could not be looked at')
    } finally {
      timer = watching.size > 0 ? setTimeout(() => void look(), LOOK_MS) : undefined
    }
  }
  return ({ communityId }, tell) => {
    watching.set(tell, communityId)
    timer ??= setTimeout(() => void look(), 0)
    return () => void watching.delete(tell)
  }
}

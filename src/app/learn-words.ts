import type { Log } from '../kernel/log.ts'
import type { Portal } from './portal.ts'

/** What the log says when the words of all communities are known. */
export const WORDS_LEARNED = 'the words in use are learned'

/** The words of all communities, beside whatever else is to be done. Without them the first guess in each takes longer. */
export async function learnWords(
  { communities, search }: Pick<Portal, 'communities' | 'search'>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const { communityId } of await communities.list()) {
      await search.learnWords(communityId, signal)
      if (signal.aborted) return
    }
    log.info(WORDS_LEARNED)
  } catch (error) {
    log.warn({ err: error }, 'the words in use could not be read')
  }
}

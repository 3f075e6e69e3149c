import type { Community } from '../../kernel/community.ts'
import { nextSyncAt } from '../../kernel/schedule.ts'
import { momentInWords } from '../times.ts'

/** `9:46 AM`, to stand behind "the next sync"; while nobody knows when that is, why. */
export function NextSync({ community, now }: { community: Community; now: Date }) {
  const next = nextSyncAt(community, now)
  if (next === null) return <>no time is set: syncing is paused</>
  return <time datetime={next.toISOString()}>{momentInWords(next, community.settings.timeZone, now)}</time>
}

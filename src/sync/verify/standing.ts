import type { SourceDescription } from '../../source/port.ts'
import type { Community } from '../../kernel/community.ts'
import type { RunRow } from '../run-record.ts'
import { versionOf } from '../version.ts'

/**
 * How the copy stands to the state of the source that is being read, which decides what a difference means:
 * `current`: a run has read this state and completed, so there is no reason for any difference;
 * `held`: a run has read it, and what it would have removed is kept until somebody decides, or was decided to stay;
 * `behind`: no run has read it to its end, so the next one may bring what differs.
 */
export type CopyStanding = 'current' | 'held' | 'behind'

export function standingOf(
  last: RunRow | undefined,
  description: SourceDescription,
  { source, settings }: Community,
): CopyStanding {
  if (last === undefined || last.source_version !== versionOf(description, source, settings)) return 'behind'
  return last.status === 'completed' ? 'current' : 'held'
}

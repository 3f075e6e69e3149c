import type { Community } from '../../kernel/community.ts'
import { momentInWords, zoneInWords } from '../times.ts'

interface Props {
  readonly community: Community
  /** ISO instants; null before the first completed run. */
  readonly dataAsOf: string | null
  readonly nextSyncAt: string | null
  readonly now: Date
  /** Other communities stand beside it, which may be in other zones. */
  readonly namesZone?: boolean
}

/** `Data as of 9:30 AM, next sync 9:46 AM`, in the time of the community. */
export function DataAsOf({ community, dataAsOf, nextSyncAt, now, namesZone = false }: Props) {
  const { settings, pause } = community
  const time = (instant: string) => (
    <time datetime={instant}>
      {momentInWords(instant, settings.timeZone, now)}
      {namesZone && ` ${zoneInWords(instant, settings.timeZone)}`}
    </time>
  )
  return (
    <p class="as-of">
      {dataAsOf === null ? (
        `${settings.systemOfRecordName} has not been read yet`
      ) : (
        <>Data as of {time(dataAsOf)}</>
      )}
      {nextSyncAt !== null && <>, next sync {time(nextSyncAt)}</>}
      {pause && ', syncing is paused'}
    </p>
  )
}

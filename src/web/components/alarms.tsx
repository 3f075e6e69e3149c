import type { Alarm } from '../../sync/index.ts'
import type { Standing } from '../environment.ts'
import { paths } from '../paths.ts'
import { momentInWords } from '../times.ts'
import { counted } from '../words.ts'

interface Props {
  readonly alarms: readonly Alarm[]
  readonly standing: Standing
  readonly now: Date
}

/** What is wrong with the sync of this community, on every page of its administrators. */
export function Alarms({ alarms, standing, now }: Props) {
  if (alarms.length === 0) return null
  return (
    <aside class="alarms" aria-label="The sync needs somebody">
      <p class="frame">
        {alarms.map((alarm) => `${alarmInWords(alarm, standing, now)} `)}
        <a href={paths.status(standing.community.slug)}>Look at the status</a>
      </p>
    </aside>
  )
}

function alarmInWords(alarm: Alarm, { community: { settings } }: Standing, now: Date): string {
  const { systemOfRecordName, timeZone } = settings
  switch (alarm.code) {
    case 'paused':
      return `Syncing is paused, by ${alarm.by}, since ${momentInWords(alarm.since, timeZone, now)}.`
    case 'held':
      return `The sync of ${momentInWords(alarm.since, timeZone, now)} is held, and waits for a decision.`
    case 'failing':
      return `The last ${counted(alarm.failures, 'sync', 'syncs')} failed.`
    case 'overdue':
      return alarm.readAt === null
        ? `${systemOfRecordName} has not been read yet.`
        : `The sync is overdue: ${systemOfRecordName} was last read ${momentInWords(alarm.readAt, timeZone, now)}.`
    case 'unequal':
      return `The copy does not equal ${systemOfRecordName}: the verification of ${momentInWords(alarm.verifiedAt, timeZone, now)} found differences.`
  }
}

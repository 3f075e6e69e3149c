import type { CommunityStatus } from '../../sync/index.ts'
import type { Standing } from '../environment.ts'
import { momentInWords } from '../times.ts'
import { counted } from '../words.ts'

interface Props {
  readonly standing: Standing
  readonly status: CommunityStatus
  readonly now: Date
}

/** Why the last sync failed, and when it is tried again; nothing after one that did not. */
export function Failing({ standing, status, now }: Props) {
  const { failures, retryAt, nextSyncAt, runs } = status
  if (failures === 0) return null
  const { timeZone } = standing.community.settings
  const again = retryAt ?? nextSyncAt
  const reason = runs.find((run) => run.status === 'failed')?.message
  return (
    <div class="usa-alert usa-alert--error">
      <div class="usa-alert__body">
        <h2 class="usa-alert__heading">
          {failures === 1 ? 'The last sync failed' : `The last ${counted(failures, 'sync', 'syncs')} failed`}
        </h2>
        {reason !== undefined && <p class="usa-alert__text">{reason}</p>}
        {again !== null && (
          <p class="usa-alert__text">
            It is tried again: <time datetime={again}>{momentInWords(again, timeZone, now)}</time>.
          </p>
        )}
      </div>
    </div>
  )
}

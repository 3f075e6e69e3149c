import type { CommunityStatus, HeldRun as Held } from '../../sync/index.ts'
import type { Standing } from '../environment.ts'
import { paths } from '../paths.ts'
import { momentInWords } from '../times.ts'
import { counted } from '../words.ts'
import { mayDecide } from './status.tsx'

interface HeldProps {
  readonly standing: Standing
  readonly held: Held
  readonly now: Date
}

/** A run that would have removed more than the guard allows: nothing is gone until somebody has decided. */
export function HeldRun({ standing, held, now }: HeldProps) {
  const { slug, settings } = standing.community
  const { customers, accounts } = held
  return (
    <div class="usa-alert usa-alert--warning held">
      <div class="usa-alert__body">
        <h2 class="usa-alert__heading">A sync is held, and nothing was removed</h2>
        <p class="usa-alert__text">
          The sync of {momentInWords(held.startedAt, settings.timeZone, now)} found that much of what the
          portal has is not in {settings.systemOfRecordName} any more
          {customers !== undefined &&
            accounts !== undefined &&
            `: ${counted(customers, 'customer')} and ${counted(accounts, 'account')}`}
          . That may be right, or the export may be incomplete.
        </p>
        {mayDecide(standing) ? (
          <div class="row">
            <form method="post" action={paths.discardHeld(slug)}>
              <input type="hidden" name="run" value={held.runId} />
              <button class="usa-button" type="submit">
                Discard: keep the records
              </button>
            </form>
            <form method="post" action={paths.confirmHeld(slug)}>
              <input type="hidden" name="run" value={held.runId} />
              <button class="usa-button usa-button--outline" type="submit">
                Confirm: remove them
              </button>
            </form>
          </div>
        ) : (
          <p class="usa-alert__text">An administrator confirms the removals or discards them.</p>
        )}
      </div>
    </div>
  )
}

interface RejectedProps {
  readonly slug: string
  readonly source: string
  readonly rejected: CommunityStatus['rejectedRows']
}

const SHOWN = 10

/** Rows that the import refused, with where each stands, so that somebody can put it right in the source. */
export function RejectedRows({ slug, source, rejected: { total, rows } }: RejectedProps) {
  if (total === 0) return null
  return (
    <section>
      <h2>{counted(total, 'rejected row')}</h2>
      <p>These are not in the portal. Put them right in {source}; they come with the next sync.</p>
      <ul class="refused">
        {rows.slice(0, SHOWN).map(({ file, line, label, accountNumber, customerId, says }) => (
          <li>
            <strong>
              {file ?? 'No file'}
              {`, ${line === null ? (label ?? accountNumber ?? customerId ?? '') : `line ${line}`}`}
            </strong>{' '}
            {says}
          </li>
        ))}
      </ul>
      {total > SHOWN && (
        <p>
          <a href={paths.statusGroup(slug, 'rejected')}>All {counted(total, 'rejected row')}</a>
        </p>
      )}
    </section>
  )
}

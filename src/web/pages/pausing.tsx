import type { Pause } from '../../kernel/community.ts'
import { Field } from '../components/form.tsx'
import { standingOf, type Standing, type WebApp, type WebContext } from '../environment.ts'
import { PageError } from '../errors.tsx'
import { readForm } from '../form-values.ts'
import { paths } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { momentInWords } from '../times.ts'

/** Stopping the schedule of a community, and letting it go on; both stand in the audit. */
export function addPausing(app: WebApp, { access, communities }: WebPortal): void {
  const audit = async (c: WebContext, action: string, facts: Readonly<Record<string, unknown>>) => {
    const { community, user } = standingOf(c)
    await access.audit({ action, userId: user.userId, communityId: community.communityId, facts })
    return c.redirect(paths.status(community.slug), 303)
  }
  app.post(paths.pause(':slug'), async (c) => {
    const standing = checked(c)
    const reason = (await readForm(c)).text('reason')
    await communities.pause(standing.community.slug, { by: standing.user.name, reason })
    return await audit(c, 'sync_paused', { reason })
  })
  app.post(paths.resume(':slug'), async (c) => {
    await communities.resume(checked(c).community.slug)
    return await audit(c, 'sync_resumed', {})
  })
}

/** The schedule is the whole city's, so it is for administrators who may sync. */
function mayPause({ scope: { rights } }: Standing): boolean {
  return rights.has('sync') && rights.has('manage_settings')
}

function checked(c: WebContext): Standing {
  const standing = standingOf(c)
  if (!mayPause(standing))
    throw new PageError(403, 'You may not pause the sync', 'Ask an administrator of the community.')
  return standing
}

/** What the status page has of it: who paused and why, with the way on; or, for administrators, the way to pause. */
export function Pausing({ standing, now }: { standing: Standing; now: Date }) {
  const { pause } = standing.community
  if (pause) return <Paused standing={standing} pause={pause} now={now} />
  return mayPause(standing) ? <PauseForm standing={standing} /> : null
}

function Paused({ standing, pause, now }: { standing: Standing; pause: Pause; now: Date }) {
  const { slug, settings } = standing.community
  return (
    <div class="usa-alert usa-alert--warning">
      <div class="usa-alert__body">
        <h2 class="usa-alert__heading">Syncing is paused</h2>
        <p class="usa-alert__text">
          {pause.by} paused it: {momentInWords(pause.since, settings.timeZone, now)}
          {pause.reason === null ? '.' : `, “${pause.reason}”.`} {settings.systemOfRecordName} is not read by
          itself until somebody resumes it.
        </p>
        {mayPause(standing) ? (
          <form method="post" action={paths.resume(slug)} class="row">
            <button class="usa-button" type="submit">
              Resume
            </button>
          </form>
        ) : (
          <p class="usa-alert__text">An administrator resumes it.</p>
        )}
      </div>
    </div>
  )
}

function PauseForm({ standing }: { standing: Standing }) {
  const { slug, settings } = standing.community
  return (
    <details class="fold">
      <summary>Pause syncing</summary>
      <p>
        {settings.systemOfRecordName} is not read by itself until somebody resumes it. A sync that is going
        goes on, and “Sync now” still works.
      </p>
      <form method="post" action={paths.pause(slug)} class="row">
        <div class="row__field">
          <Field name="reason" label="Why" hint="Others read it here. You may leave it empty." />
        </div>
        <button class="usa-button usa-button--outline" type="submit">
          Pause
        </button>
      </form>
    </details>
  )
}

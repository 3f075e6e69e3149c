import { streamSSE } from 'hono/streaming'
import { ALL_DEPARTMENTS } from '../../kernel/departments.ts'
import { formatCount } from '../../kernel/format-count.ts'
import type { CommunityStatus, RunAtWork } from '../../sync/index.ts'
import type { RunProgress } from '../../sync/report.ts'
import { standingOf, type Standing, type WebApp } from '../environment.ts'
import { PageError } from '../errors.tsx'
import { readForm } from '../form-values.ts'
import { paths } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { knowable } from './status.tsx'

/** A run that was asked for may not have begun yet; then the page looks again by itself. */
const UNSEEN_MS = 3_000
/** After that the page connects anew, as whoever its reader is by then. */
const LONGEST_MS = 10 * 60_000
/** A proxy closes a connection that says nothing. */
const SILENCE_MS = 15_000
/** So many connections are kept open for this; who comes later sees the page as it was loaded. */
const MOST_VIEWERS = 500

/** How far the run is that is going, as events, and the way to stop it. Without scripts the page loads itself again. */
export function addGoing(app: WebApp, { access, sync }: WebPortal): void {
  let viewers = 0

  app.get(paths.progress(':slug'), (c) => {
    const standing = standingOf(c)
    // An event source that is answered so does not come again.
    if (viewers >= MOST_VIEWERS) return c.body(null, 204)
    viewers += 1
    return streamSSE(c, async (stream) => {
      const begun = performance.now()
      let [seen, writing, said, saidAt] = [false, false, '', begun]
      const write = async (message: { event: string; data: string }) => {
        // Whoever reads slowly gets the latest, not everything.
        if (writing) return
        writing = true
        saidAt = performance.now()
        await stream.writeSSE(message).finally(() => (writing = false))
      }
      const end = Promise.withResolvers<void>()
      stream.onAbort(() => end.resolve())
      const stop = sync.watch(standing.community, (atWork) => {
        const now = performance.now()
        const isOver = !atWork && (seen || now - begun > UNSEEN_MS)
        if (isOver || now - begun > LONGEST_MS) return end.resolve()
        if (!atWork) return
        seen = true
        const data = JSON.stringify(toldOf(atWork, standing))
        if (data === said && now - saidAt < SILENCE_MS) return
        said = data
        write({ event: 'progress', data }).catch(() => end.resolve())
      })
      try {
        await end.promise
        if (!stream.aborted) await stream.writeSSE({ event: 'end', data: '' })
      } finally {
        stop()
        viewers -= 1
      }
    })
  })

  app.post(paths.cancel(':slug'), async (c) => {
    const { community, scope, user } = standingOf(c)
    if (!scope.rights.has('sync'))
      throw new PageError(403, 'You may not cancel a sync', 'Ask an administrator of the community.')
    const startedAt = new Date((await readForm(c)).text('run'))
    if (!Number.isNaN(startedAt.getTime()) && (await sync.cancel(community, startedAt, user.name)))
      await access.audit({
        action: 'sync_cancelled',
        userId: user.userId,
        communityId: community.communityId,
        facts: { startedAt: startedAt.toISOString() },
      })
    return c.redirect(paths.status(community.slug), 303)
  })
}

function toldOf({ progress }: RunAtWork, standing: Standing) {
  // How many records there are is for those who may know of all of them, as on the page.
  const known = knowable(standing) === ALL_DEPARTMENTS ? progress : undefined
  const words = progressInWords(known, standing)
  return known === undefined ? { words } : { words, done: known.done, total: known.total }
}

interface Props {
  readonly standing: Standing
  /** Absent while a run that was asked for has not begun. */
  readonly atWork: CommunityStatus['atWork']
}

/** The run that is going: in which phase it is and how far, and the button that stops it. */
export function Going({ standing, atWork }: Props) {
  const { slug } = standing.community
  const { progress } = atWork ?? {}
  return (
    <div class="progress" data-progress={paths.progress(slug)}>
      <p data-progress-says role="status">
        {atWork ? progressInWords(progress, standing) : 'The sync is about to begin'}
      </p>
      <progress
        aria-label="Progress of the sync"
        {...(progress?.total === undefined ? {} : { value: progress.done, max: progress.total })}
      ></progress>
      {atWork && <Cancel standing={standing} atWork={atWork} />}
    </div>
  )
}

function Cancel({ standing, atWork }: { standing: Standing; atWork: NonNullable<Props['atWork']> }) {
  if (atWork.cancelledBy !== null)
    return <p>{atWork.cancelledBy} has asked it to stop. It does when the batch at work is done.</p>
  if (!standing.scope.rights.has('sync')) return null
  return (
    <form method="post" action={paths.cancel(standing.community.slug)}>
      <input type="hidden" name="run" value={atWork.startedAt} />
      <button class="usa-button usa-button--outline" type="submit">
        Cancel this sync
      </button>
    </form>
  )
}

function progressInWords(progress: RunProgress | undefined, { community }: Standing): string {
  if (!progress) return 'The sync is going'
  const { phase, done, total } = progress
  const count = `${formatCount(done)}${total === undefined ? '' : ` of ${formatCount(total)}`}`
  return {
    reading: `Reading ${community.settings.systemOfRecordName}: ${count} rows`,
    planning: 'Comparing with what the portal has',
    applying: `Bringing in what is new: ${count}`,
    removing: `Taking out what is gone: ${count}`,
    publishing: 'Making it count',
    verifying: `Comparing the copy with ${community.settings.systemOfRecordName}: ${count}`,
  }[phase]
}

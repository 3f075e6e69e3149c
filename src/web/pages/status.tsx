import { ALL_DEPARTMENTS, NO_DEPARTMENTS, type DepartmentMask } from '../../kernel/departments.ts'
import { page } from '../components/document.tsx'
import { standingOf, type Standing, type WebApp, type WebContext } from '../environment.ts'
import { notFoundHere, PageError } from '../errors.tsx'
import { readForm } from '../form-values.ts'
import { paths, safeReturn } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { Status } from './status-view.tsx'

/** How long a run that was asked for is waited for: the queue takes it within a second or two. */
const PATIENCE_MS = 30_000
/** Without scripts the page loads itself again while a run is going. */
const REFRESH_SECONDS = 3

/** `/c/:slug/status`: whether the copy is fresh and complete, and what the last runs did. */
export function addStatusPage(app: WebApp, { sync, jobs }: WebPortal): void {
  app.get(paths.status(':slug'), async (c) => {
    const standing = standingOf(c)
    const { community } = standing
    const status = await sync.status(community, knowable(standing))
    const asked = readAsked(c)
    const answered =
      asked === undefined ? undefined : status.runs.find(({ startedAt }) => Date.parse(startedAt) >= asked)
    const waits = asked !== undefined && !answered && c.get('now').getTime() - asked < PATIENCE_MS
    const running = status.atWork !== null || waits
    const back = c.req.query('back')
    if (c.get('alarms')) c.set('alarms', () => Promise.resolve(status.alarms))
    return page(c, {
      title: 'Status',
      place: 'status',
      scripts: running ? ['progress'] : [],
      refreshWithoutScripts: running ? REFRESH_SECONDS : undefined,
      content: (
        <Status
          standing={standing}
          status={status}
          now={c.get('now')}
          running={running}
          ended={running ? undefined : answered}
          back={back === undefined ? undefined : safeReturn(back)}
        />
      ),
    })
  })

  app.post(paths.syncNow(':slug'), async (c) => {
    const { community, scope } = standingOf(c)
    if (!scope.rights.has('sync'))
      throw new PageError(403, 'You may not start a sync', 'Ask an administrator, or wait for the next one.')
    const back = (await readForm(c)).text('back')
    await jobs.syncNow(community)
    const asked = c.get('now').getTime()
    return c.redirect(
      paths.status(community.slug, { asked, ...(back === '' ? {} : { back: safeReturn(back) }) }),
      303,
    )
  })

  const decide = async (c: WebContext, what: 'confirmHeld' | 'discardHeld') => {
    const standing = standingOf(c)
    if (!mayDecide(standing)) throw notFoundHere()
    const runId = Number((await readForm(c)).text('run'))
    const asked = c.get('now').getTime()
    await sync[what](standing.community, runId)
    return c.redirect(paths.status(standing.community.slug, { asked }), 303)
  }
  app.post(paths.confirmHeld(':slug'), (c) => decide(c, 'confirmHeld'))
  app.post(paths.discardHeld(':slug'), (c) => decide(c, 'discardHeld'))
}

/** The departments whose records the ledger may speak of: those that an explanation may. */
export function knowable({ scope }: Standing): DepartmentMask {
  return scope.rights.has('explain') ? scope.departments : NO_DEPARTMENTS
}

/** A held run removes records of all departments, so it is for administrators of all of them. */
export function mayDecide({ scope }: Standing): boolean {
  return scope.rights.has('manage_settings') && scope.departments === ALL_DEPARTMENTS
}

/** When a run was asked for: milliseconds, in the address since somebody pressed the button. */
function readAsked(c: WebContext): number | undefined {
  const asked = Number(c.req.query('asked'))
  return Number.isSafeInteger(asked) && asked > 0 ? asked : undefined
}

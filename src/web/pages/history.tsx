import type { CustomerAt, CustomerHistory } from '../../explain/index.ts'
import { parseMoment } from '../../kernel/clock.ts'
import { PortalError } from '../../kernel/errors.ts'
import { Changes } from '../components/changes.tsx'
import { page } from '../components/document.tsx'
import { ErrorSummary, Field, type Problem } from '../components/form.tsx'
import { Pages } from '../components/pages.tsx'
import { pageIn, standingOf, type Standing, type WebApp } from '../environment.ts'
import { notFoundHere } from '../errors.tsx'
import { paths, pattern } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { fullMoment } from '../times.ts'
import { MomentAnswer } from './history-moment.tsx'

const LONGEST = 40

/** `/c/:slug/customers/:id/history`: what changed about a customer and when, and how it stood at a moment. */
export function addHistoryPage(app: WebApp, { history }: WebPortal): void {
  app.get(pattern(paths.customerHistory), async (c) => {
    const standing = standingOf(c)
    const { community, scope } = standing
    const customerId = c.req.param('id') ?? ''
    const found = await history.ofCustomer(community, scope, customerId, pageIn(c))
    if (!found) throw notFoundHere()
    const asked = (c.req.query('at') ?? '').trim().slice(0, LONGEST)
    const moment = parseMoment(asked, community.settings.timeZone)
    const problems: Problem[] = []
    let answer: CustomerAt | undefined
    if (asked !== '' && !moment)
      problems.push({ field: 'at', says: 'Write a day and a time, such as 2026-11-24 15:00' })
    else if (moment)
      try {
        answer = await history.customerAt(community, scope, customerId, moment)
      } catch (error) {
        if (!(error instanceof PortalError)) throw error
        problems.push({ field: 'at', says: error.message })
      }
    return page(c, {
      status: problems.length > 0 ? 400 : 200,
      title: `History of ${found.name}`,
      content: (
        <>
          <ErrorSummary problems={problems} />
          <h1>History of {found.name}</h1>
          <p class="record__id">customer {customerId}</p>
          <Now found={found} standing={standing} />
          <MomentForm slug={community.slug} customerId={customerId} asked={asked} problems={problems} />
          {answer && <MomentAnswer answer={answer} timeZone={community.settings.timeZone} />}
          <h2>What changed</h2>
          <Entries found={found} standing={standing} />
          <Pages
            current={found.page}
            last={found.pages}
            pathOf={(number) => paths.customerHistory(community.slug, customerId, { page: number })}
          />
        </>
      ),
    })
  })
}

interface Props {
  readonly found: CustomerHistory
  readonly standing: Standing
}

/** Where the customer is now: a page of its own, or another customer, or nowhere. */
function Now({ found, standing: { community } }: Props) {
  const { slug } = community
  const { customerId, inPortal, mergedInto } = found
  if (mergedInto !== null)
    return (
      <p>
        Merged into <a href={paths.why(slug, { customer: mergedInto })}>customer {mergedInto}</a>.
      </p>
    )
  return (
    <p>
      {inPortal ? 'In the portal now.' : 'Not in the portal now.'}{' '}
      <a href={paths.why(slug, { customer: customerId })}>Does it appear, and why?</a>
    </p>
  )
}

function MomentForm({
  slug,
  customerId,
  asked,
  problems,
}: {
  slug: string
  customerId: string
  asked: string
  problems: readonly Problem[]
}) {
  return (
    <form method="get" action={paths.customerHistory(slug, customerId)} class="moment">
      <Field
        name="at"
        label="Was it visible at a moment?"
        hint="A day and a time of the city, such as 2026-11-24 15:00"
        value={asked}
        wrong={problems[0]?.says}
      />
      <button class="usa-button" type="submit">
        Ask
      </button>
    </form>
  )
}

const CAUSES = { run: '', settings: 'The settings were changed', date: 'A date came' } as const

function Entries({ found, standing: { community } }: Props) {
  const { slug, settings } = community
  return (
    <>
      {found.entries.length === 0 && <p>Nothing has changed since its history began.</p>}
      <ol class="timeline">
        {found.entries.map(({ at, cause, runId, changes, shared }) => (
          <li>
            <p class="timeline__when">
              <time datetime={at}>{fullMoment(at, settings.timeZone)}</time>{' '}
              {runId === null ? CAUSES[cause] : <a href={paths.run(slug, runId)}>Run {runId}</a>}
            </p>
            <Changes changes={changes} shared={shared} />
          </li>
        ))}
      </ol>
      <p class="timeline__since">
        {found.firstSeenAt !== null && `First seen on ${fullMoment(found.firstSeenAt, settings.timeZone)}. `}
        What changed before {fullMoment(found.knownSince, settings.timeZone)} is not known.
      </p>
    </>
  )
}

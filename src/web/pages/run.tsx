import { capital } from '../../kernel/capital.ts'
import { deedOf } from '../../access/index.ts'
import { csvOf } from '../../kernel/csv.ts'
import type { CustomerChanges, RunChanges } from '../../explain/index.ts'
import { formatCount } from '../../kernel/format-count.ts'
import type { RunDetails, StatusRun } from '../../sync/index.ts'
import { Changes } from '../components/changes.tsx'
import { Fact } from '../components/fact.tsx'
import { page } from '../components/document.tsx'
import { Pages } from '../components/pages.tsx'
import { csvFile, pageIn, standingOf, type Standing, type WebApp, type WebContext } from '../environment.ts'
import { notFoundHere } from '../errors.tsx'
import { paths, pattern } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { durationInWords, fullMoment } from '../times.ts'
import { counted } from '../words.ts'
import { RejectedInRun } from './run-rejected.tsx'
import { changesOf } from './runs.tsx'
import { knowable } from './status.tsx'

const LONGEST = 200
/** Rows of a file for a spreadsheet. */
const MOST_ROWS = 10_000

/** `/c/:slug/runs/:id`: the report of a run. `…/rejected.csv`: its rejected rows as a file. */
export function addRunPage(app: WebApp, { sync, history, access }: WebPortal): void {
  const find = async (c: WebContext, limit?: number) => {
    const standing = standingOf(c)
    const runId = Number(c.req.param('id'))
    if (!standing.scope.rights.has('explain') || !Number.isSafeInteger(runId)) throw notFoundHere()
    const words = (c.req.query('words') ?? '').replaceAll('\0', '').trim().slice(0, LONGEST)
    const asked = { words, page: limit === undefined ? pageIn(c) : 1, limit }
    const details = await sync.findRunDetails(standing.community, knowable(standing), runId, asked)
    if (!details) throw notFoundHere()
    return { standing, runId, words, details }
  }

  app.get(pattern(paths.run), async (c) => {
    const { standing, runId, words, details } = await find(c)
    const changes = await history.changesOf(standing.community, standing.scope, runId, {
      page: pageIn(c, 'customers'),
    })
    return page(c, {
      title: `Run ${runId}`,
      place: 'status',
      content: <Run standing={standing} details={details} changes={changes} words={words} />,
    })
  })

  app.get(pattern(paths.runRejected), async (c) => {
    const { standing, runId, details } = await find(c, MOST_ROWS)
    const { community, user } = standing
    const { rows } = details.rejectedRows
    await access.audit(
      deedOf(
        { user, isOperator: false },
        { action: 'run_exported', communityId: community.communityId, facts: { runId, rows: rows.length } },
      ),
    )
    return csvFile(c, csvOf([HEADER, ...rows.map(cellsOf)]), `${community.slug}-run-${runId}-rejected.csv`)
  })
}

const HEADER = ['Kind', 'File', 'Line', 'Key', 'Column', 'Reason', 'What is wrong', 'Row', 'Since run']

function cellsOf({
  kind,
  file,
  line,
  key,
  column,
  reason,
  says,
  payload,
  sinceRun,
}: RunDetails['rejectedRows']['rows'][number]) {
  return [kind, file, line, key, column, reason, says, JSON.stringify(payload), sinceRun]
}

interface Props {
  readonly standing: Standing
  readonly details: RunDetails
  readonly changes: RunChanges
  readonly words: string
}

function Run({ standing, details, changes, words }: Props) {
  const { slug, settings } = standing.community
  const { run, rejectedRows } = details
  const pathOf = (query: { page?: number; customers?: number }) =>
    paths.run(slug, run.runId, { words, ...query })
  return (
    <>
      <h1>Run {run.runId}</h1>
      <Facts run={run} timeZone={settings.timeZone} />
      <RejectedInRun
        slug={slug}
        runId={run.runId}
        rejected={rejectedRows}
        words={words}
        pathOf={(page) => pathOf({ page, customers: changes.page })}
      />
      <section>
        <h2>{capital(counted(changes.total, 'customer'))} with changes</h2>
        {changes.total === 0 && <p>It changed nobody.</p>}
        <ul class="behind">
          {changes.customers.map((customer) => (
            <Customer slug={slug} customer={customer} />
          ))}
        </ul>
        <Pages
          label="Pages of customers"
          current={changes.page}
          last={changes.pages}
          pathOf={(customers) => pathOf({ page: rejectedRows.page, customers })}
        />
      </section>
      <p>
        <a href={paths.status(slug)}>Back to the status</a>
      </p>
    </>
  )
}

/** Who or what started a run. */
const TRIGGERS: Readonly<Record<string, string>> = {
  schedule: 'by its schedule',
  retry: 'because the one before did not come to its end',
  now: 'because somebody asked for it',
  command: 'at the command line',
  demo: 'for the demo',
}

function Facts({ run, timeZone }: { run: StatusRun; timeZone: string }) {
  const facts: (readonly [string, string])[] = [
    ['Result', capital(run.status)],
    ['Started', `${fullMoment(run.startedAt, timeZone)}, ${TRIGGERS[run.trigger] ?? run.trigger}`],
    ...(run.status === 'running' ? [] : [['Took', durationInWords(run.durationMs)] as const]),
    ...(run.sourceReadAt === null ? [] : [['Data as of', fullMoment(run.sourceReadAt, timeZone)] as const]),
    ...(run.seen === undefined
      ? []
      : [['What it did', `${formatCount(run.seen)} records seen: ${changesOf(run)}`] as const]),
    ...(run.message === undefined ? [] : [['What it says', run.message] as const]),
  ]
  return (
    <dl class="facts facts--run">
      {facts.map(([name, value]) => (
        <Fact name={name}>{value}</Fact>
      ))}
    </dl>
  )
}

function Customer({ slug, customer }: { slug: string; customer: CustomerChanges }) {
  const { customerId, name, mergedInto } = customer
  return (
    <li>
      <a href={paths.customerHistory(slug, customerId)}>{name}</a>
      <span class="behind__more">
        customer {customerId}
        {mergedInto !== null && `, now customer ${mergedInto}`}
      </span>
      <Changes {...customer} />
    </li>
  )
}

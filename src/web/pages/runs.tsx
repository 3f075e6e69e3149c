import type { Child } from 'hono/jsx'
import { capital } from '../../kernel/capital.ts'
import { formatCount } from '../../kernel/format-count.ts'
import type { StatusRun } from '../../sync/index.ts'
import { durationInWords, momentInWords } from '../times.ts'

interface Props {
  readonly runs: readonly StatusRun[]
  readonly timeZone: string
  readonly now: Date
  /** The address of the report of a run; none for those who may not read it. */
  readonly reportOf: ((runId: number) => string) | undefined
}

export function Runs({ runs, timeZone, now, reportOf }: Props) {
  if (runs.length === 0) return <p>There has been none yet.</p>
  return (
    <table class="hits runs" role="table" aria-label="Last runs">
      <thead role="rowgroup">
        <tr role="row">
          {['Started', 'Result', 'What it did'].map((heading) => (
            <th scope="col" role="columnheader">
              {heading}
            </th>
          ))}
          <th scope="col" role="columnheader" class="number">
            Took
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {runs.map((run) => (
          <tr role="row">
            <th scope="row" role="rowheader">
              <Reported href={reportOf?.(run.runId)}>
                <time datetime={run.startedAt}>{momentInWords(run.startedAt, timeZone, now)}</time>
              </Reported>
            </th>
            <td role="cell" data-label="Result">
              <span class={`run run--${run.status}`}>{capital(run.status)}</span>
            </td>
            <td role="cell" data-label="What it did" class="runs__did">
              {[changesOf(run), run.message ?? ''].filter((part) => part !== '').join('. ')}
            </td>
            <td role="cell" data-label="Took" class="number">
              {run.status === 'running' ? '' : durationInWords(run.durationMs)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Reported({ href, children }: { href: string | undefined; children?: Child }) {
  return href === undefined ? <>{children}</> : <a href={href}>{children}</a>
}

/** `12 added, 3 updated`; `nothing new`; '' where the counts are not for this viewer. */
export function changesOf({ added, updated, removed, merged, rejected }: StatusRun): string {
  if (added === undefined) return ''
  const counts = [
    [added, 'added'],
    [updated, 'updated'],
    [removed, 'removed'],
    [merged, 'merged'],
    [rejected, 'rejected'],
  ] as const
  const said = counts.filter(([count]) => count !== undefined && count > 0)
  return said.length === 0
    ? 'nothing new'
    : said.map(([count, word]) => `${formatCount(count ?? 0)} ${word}`).join(', ')
}

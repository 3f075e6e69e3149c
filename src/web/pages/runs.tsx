import type { StatusRun } from '../../sync/index.ts'
import { durationInWords, momentInWords } from '../times.ts'
import { capital } from '../words.ts'

export function Runs({ runs, timeZone, now }: { runs: readonly StatusRun[]; timeZone: string; now: Date }) {
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
              <time datetime={run.startedAt}>{momentInWords(run.startedAt, timeZone, now)}</time>
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
    : said.map(([count, word]) => `${(count ?? 0).toLocaleString('en-US')} ${word}`).join(', ')
}

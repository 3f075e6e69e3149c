import type { RejectedInRun as Rejected, RejectedInRunRow } from '../../sync/index.ts'
import { Fact } from '../components/fact.tsx'
import { Field } from '../components/form.tsx'
import { Pages } from '../components/pages.tsx'
import { paths } from '../paths.ts'
import { counted } from '../words.ts'

interface Props {
  readonly slug: string
  readonly runId: number
  readonly rejected: Rejected
  /** What was searched for in them. */
  readonly words: string
  readonly pathOf: (page: number) => string
}

/** The rows that the import refused in a run, as they were: where each stood, what was wrong, and what it held. */
export function RejectedInRun({ slug, runId, rejected, words, pathOf }: Props) {
  const { kept, total, rows, page, pages } = rejected
  if (!kept)
    return (
      <section>
        <h2>Rejected rows</h2>
        <p>They are kept for 90 days, and this run is older.</p>
      </section>
    )
  if (total === 0 && words === '')
    return (
      <section>
        <h2>Rejected rows</h2>
        <p>There were none.</p>
      </section>
    )
  return (
    <section>
      <h2>{counted(total, 'rejected row')}</h2>
      <form method="get" action={paths.run(slug, runId)} class="moment">
        <Field
          name="words"
          label="Search in them"
          hint="Any words: a key, a column, what is wrong"
          value={words}
        />
        <button class="usa-button usa-button--outline" type="submit">
          Search
        </button>
      </form>
      {total === 0 && <p>None of them has all of these words.</p>}
      <ul class="refused">
        {rows.map((row) => (
          <Row row={row} />
        ))}
      </ul>
      {total > 0 && (
        <p>
          <a href={paths.runRejected(slug, String(runId), { words })}>Export</a> them for a spreadsheet
        </p>
      )}
      <Pages label="Pages of rejected rows" current={page} last={pages} pathOf={pathOf} />
    </section>
  )
}

function Row({ row }: { row: RejectedInRunRow }) {
  const { kind, file, line, column, key, says, payload, sinceRun } = row
  const where = [
    file ?? kind,
    line === null ? key : `line ${line}`,
    column === null ? null : `column ${column}`,
  ]
  return (
    <li>
      <strong>{where.filter((part) => part !== null).join(', ')}</strong> {says}
      <details class="fold">
        <summary>
          The {kind} row, rejected since run {sinceRun}
        </summary>
        <dl class="facts">
          {Object.entries(payload).map(([name, value]) => (
            <Fact name={name}>{value}</Fact>
          ))}
        </dl>
      </details>
    </li>
  )
}

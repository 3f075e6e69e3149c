import { hash } from 'node:crypto'
import { z } from 'zod'
import { failure } from '../../kernel/errors.ts'
import { formatCount } from '../../kernel/format-count.ts'
import type { ColumnNames } from '../../kernel/settings.ts'
import type { SourceBatch, SourceKind, SourceRow } from '../port.ts'
import type { HttpClient } from './client.ts'
import { JsonRows, jsonRow } from './json-rows.ts'

/** Numbers arrive as the text that stood there. */
const pageShape = z.object({
  version: z.string(),
  total: z.string().regex(/^\d+$/),
  rows: z.array(jsonRow),
  next: z.string().min(1).nullable(),
})

export interface PageOptions {
  readonly client: HttpClient
  /** The state of which all pages have to be. */
  readonly version: string
  readonly pageSize: number
  readonly columns: ColumnNames
  readonly signal: AbortSignal
}

/**
 * All rows of one kind, page by page. A page that the service gives twice counts once, and the number of different rows has to be
 * the one that the service tells: so that neither a page that was repeated in the place of another, nor one that was left out, can pass for
 * records that are gone.
 * @throws failure `source_bad_page`, `source_being_written`, `source_bad_header`, and as `HttpClient`
 */
export async function* readPages(kind: SourceKind, options: PageOptions): AsyncGenerator<SourceBatch> {
  const { client, version, pageSize, columns, signal } = options
  const rows = new JsonRows(kind, columns)
  const seenRows = new Set<string>()
  const seenCursors = new Set<string>()
  let total: string | undefined
  for (let after: string | null = ''; after !== null;) {
    const query = { version, limit: String(pageSize), ...(after === '' ? {} : { after }) }
    const page = pageOf(kind, await client.get(kind, query, signal))
    if (page.version !== version || (total ?? page.total) !== page.total) throw changed(kind)
    total = page.total
    const fresh: SourceRow[] = []
    for (const each of page.rows) {
      const row = rows.row(each)
      const digest = hash('sha1', JSON.stringify(row), 'base64url').slice(0, 16)
      if (!seenRows.has(digest)) fresh.push(row)
      seenRows.add(digest)
    }
    if (page.next !== null && seenCursors.has(page.next))
      throw badPage(kind, `lead in a circle: "next" is "${page.next.slice(0, 60)}" again`)
    if (page.next !== null) seenCursors.add(page.next)
    if (fresh.length > 0) yield { kind, name: kind, rows: fresh }
    after = page.next
  }
  if (String(seenRows.size) !== total)
    throw badPage(
      kind,
      `hold ${formatCount(seenRows.size)} different rows, but "total" says ${formatCount(Number(total))}`,
    )
  rows.checkColumns()
}

function pageOf(kind: SourceKind, answer: unknown): z.output<typeof pageShape> {
  const page = pageShape.safeParse(answer)
  if (page.success) return page.data
  const where = page.error.issues[0]?.path.map(String).join('.') ?? ''
  throw badPage(
    kind,
    `are not as the guide has them: "${where || 'the page'}" is missing or is something else`,
  )
}

function badPage(kind: SourceKind, what: string) {
  return failure(
    'source_bad_page',
    `The pages of ${kind} ${what}. Nothing is concluded from them; if the next run says the same, tell whoever runs the service.`,
  )
}

function changed(kind: SourceKind) {
  return failure(
    'source_being_written',
    `The ${kind} of the web service changed while they were read. Nothing is concluded from them; the next run reads them again.`,
  )
}

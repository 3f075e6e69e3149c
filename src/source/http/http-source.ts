import { hash } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../kernel/clock.ts'
import { failure } from '../../kernel/errors.ts'
import type { ColumnNames } from '../../kernel/settings.ts'
import type { HttpSettings } from '../../kernel/source-settings.ts'
import { LOOKUP_MS, SOURCE_KINDS, type Source, type SourceKind, type SourceRecord } from '../port.ts'
import { authorisationOf } from './authorisation.ts'
import { httpClient, type HttpClient } from './client.ts'
import { JsonRows, jsonRow } from './json-rows.ts'
import { readPages } from './pages.ts'

export interface HttpSourceOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly settings: HttpSettings
  /** The city's own column names. */
  readonly columns: ColumnNames
  /** The first pause before a question is asked again, in milliseconds. */
  readonly pauseMs?: number
}

const stateShape = z.object({ version: z.string().min(1), readAt: z.iso.datetime({ offset: true }) })

const recordShape = z.object({
  customer: jsonRow,
  accounts: z.array(jsonRow),
  holders: z.array(jsonRow),
  charges: z.array(jsonRow),
})
const lookupShape = z.object({ records: z.array(recordShape) })

/** The system of record behind a web service; `docs/guides/source-http.md` says what the service answers. */
export function openHttpSource(options: HttpSourceOptions, clock: Clock): Source {
  const { baseUrl, settings, columns, pauseMs = 1_000 } = options
  const authorisation = authorisationOf(settings, clock)
  const client = httpClient({ baseUrl, settings, authorisation, pauseMs })
  const kinds = SOURCE_KINDS.filter((kind) => kind !== 'merges' || settings.merges)
  return {
    async describe() {
      const { version, readAt } = await stateOf(client, NEVER)
      return {
        readAt: new Date(readAt),
        version: hash('sha256', JSON.stringify([baseUrl, kinds, version])),
        remarks: await authorisation.remarks(),
      }
    },

    async *read({ signal = NEVER }) {
      const { version } = await stateOf(client, signal)
      const { pageSize } = settings
      for (const kind of kinds) yield* readPages(kind, { client, version, pageSize, columns, signal })
    },

    async lookup(subject, signal) {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(LOOKUP_MS)])
      const query =
        'customerId' in subject
          ? { customer_id: subject.customerId }
          : { account_number: subject.accountNumber }
      const answer = lookupShape.safeParse(await client.get('lookup', query, patience))
      if (!answer.success) throw notAsTheGuide('lookup')
      return answer.data.records.map((record) => recordOf(record, columns))
    },
  }
}

/** The signal of whoever waits as long as it takes. */
const NEVER = new AbortController().signal

async function stateOf(client: HttpClient, signal: AbortSignal): Promise<z.output<typeof stateShape>> {
  const state = stateShape.safeParse(await client.get('state', {}, signal))
  if (state.success) return state.data
  throw notAsTheGuide('state')
}

function recordOf(record: z.output<typeof recordShape>, columns: ColumnNames): SourceRecord {
  const values = (kind: SourceKind, rows: readonly z.output<typeof jsonRow>[]) => {
    const reader = new JsonRows(kind, columns)
    return rows.map((row) => reader.row(row).values)
  }
  return {
    customer: values('customers', [record.customer])[0] ?? {},
    accounts: values('accounts', record.accounts),
    holders: values('holders', record.holders),
    charges: values('charges', record.charges),
  }
}

function notAsTheGuide(path: string) {
  return failure(
    'source_bad_page',
    `What the web service answers at /${path} is not as the guide of the source "http" has it. Tell whoever runs the service.`,
  )
}

import { asksTaxId } from '../../search/index.ts'
import { exportSearch } from '../../search/export.ts'
import { csvFile, standingOf, type WebApp } from '../environment.ts'
import { taxIdInAddress } from '../errors.tsx'
import { paths } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { readSought } from '../sought.ts'

/** `/c/:slug/search/customers.csv`: all customers of a search that are counted, as a file for a spreadsheet. */
export function addSearchExport(app: WebApp, { search, access }: WebPortal): void {
  app.get(paths.searchExport(':slug'), async (c) => {
    const { community, scope, user } = standingOf(c)
    const { q: text, filters, sort } = readSought((name) => c.req.query(name))
    if (asksTaxId(text)) throw taxIdInAddress()
    const { csv, fileName } = await exportSearch(
      { search, access, community, scope, by: { user, isOperator: false }, now: c.get('now') },
      { text, filters, sort },
    )
    return csvFile(c, csv, fileName)
  })
}

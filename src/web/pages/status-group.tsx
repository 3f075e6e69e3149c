import { capital } from '../../kernel/capital.ts'
import type { BehindRequest, BehindRow } from '../../sync/index.ts'
import { WITHHELD_CODES } from '../../sync/index.ts'
import { page } from '../components/document.tsx'
import { Pages } from '../components/pages.tsx'
import { pageIn, standingOf, type Standing, type WebApp } from '../environment.ts'
import { notFoundHere } from '../errors.tsx'
import { paths } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { momentInWords } from '../times.ts'
import { counted, withheldInWords } from '../words.ts'
import { knowable } from './status.tsx'

interface Group {
  readonly group: BehindRequest['group']
  readonly one: string
  readonly many: string
}

/** The numbers of the ledger that lead somewhere, by the name in the address. */
const GROUPS: Readonly<Record<string, Group>> = {
  rejected: { group: 'rejected', one: 'rejected row', many: 'rejected rows' },
  'not-current': {
    group: 'notCurrent',
    one: 'customer reassigned to others',
    many: 'customers reassigned to others',
  },
  withheld: { group: 'withheld', one: 'withheld customer', many: 'withheld customers' },
  shared: { group: 'shared', one: 'shared customer', many: 'shared customers' },
  merged: { group: 'merged', one: 'customer merged into another', many: 'customers merged into others' },
  deleted: {
    group: 'deleted',
    one: 'customer deleted in the source',
    many: 'customers deleted in the source',
  },
}

/** `/c/:slug/status/:group`: the customers behind a number of the status page, within the viewer's access. */
export function addStatusGroupPage(app: WebApp, { sync }: WebPortal): void {
  app.get(paths.statusGroup(':slug', ':group'), async (c) => {
    const standing = standingOf(c)
    const { community, scope } = standing
    const name = c.req.param('group') ?? ''
    const group = Object.hasOwn(GROUPS, name) ? GROUPS[name] : undefined
    if (!group || !scope.rights.has('explain')) throw notFoundHere()
    const code = WITHHELD_CODES.find((each) => each === c.req.query('code'))
    const found = await sync.listBehind(community, knowable(standing), {
      group: group.group,
      code,
      page: pageIn(c),
    })
    const heading = capital(
      `${counted(found.total, group.one, group.many)}${code === undefined ? '' : `: ${withheldInWords(code)}`}`,
    )
    return page(c, {
      title: heading,
      place: 'status',
      content: (
        <>
          <h1>{heading}</h1>
          {found.rows.length === 0 && <p>There is nobody to show.</p>}
          <ul class="behind">
            {found.rows.map((row) => (
              <Row row={row} group={group} standing={standing} now={c.get('now')} />
            ))}
          </ul>
          <Pages
            current={found.page}
            last={found.pages}
            pathOf={(number) => paths.statusGroup(community.slug, name, { code, page: number })}
          />
          <p>
            <a href={paths.status(community.slug)}>Back to the status</a>
          </p>
        </>
      ),
    })
  })
}

interface RowProps {
  readonly row: BehindRow
  readonly group: Group
  readonly standing: Standing
  readonly now: Date
}

function Row({ row, group, standing: { community }, now }: RowProps) {
  const { customerId, name, code, says, file, line, goneAt, leadsTo } = row
  const { slug, settings } = community
  const words = name ?? (customerId === null ? 'A row without a name' : `customer ${customerId}`)
  const where = file === null ? '' : `${file}${line === null ? '' : `, line ${line}`}: `
  return (
    <li>
      {customerId === null ? (
        <strong>{words}</strong>
      ) : (
        <a
          href={
            group.group === 'shared'
              ? paths.customer(slug, customerId)
              : paths.why(slug, { customer: customerId })
          }
        >
          {words}
        </a>
      )}
      <span class="behind__more">
        {customerId !== null && `customer ${customerId}`}
        {group.group === 'withheld' && code !== null && ` · ${withheldInWords(code)}`}
        {goneAt !== null && ` · since ${momentInWords(goneAt, settings.timeZone, now)}`}
        {leadsTo && (
          <>
            {' · now '}
            <a href={paths.customer(slug, leadsTo.customerId)}>{leadsTo.name}</a>
          </>
        )}
      </span>
      {says !== null && (
        <span class="behind__says">
          {where}
          {says}
        </span>
      )}
    </li>
  )
}

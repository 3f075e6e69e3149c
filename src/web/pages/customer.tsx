import type { CustomerRecord } from '../../search/customer-record.ts'
import { page } from '../components/document.tsx'
import { Fact } from '../components/fact.tsx'
import { NextSync } from '../components/next-sync.tsx'
import { standingOf, type Standing, type WebApp } from '../environment.ts'
import { notFoundHere } from '../errors.tsx'
import { paths, pattern } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { dayOfMoment, momentInWords } from '../times.ts'
import { counted, listed } from '../words.ts'
import { AccountDetails } from './account-details.tsx'
import { AccountsTable } from './customer-accounts.tsx'

/** `/c/:slug/customers/:id`: the read-only record. An id that was merged leads to the record that it became. */
export function addCustomerPage(app: WebApp, { customers }: WebPortal): void {
  app.get(pattern(paths.customer), async (c) => {
    const standing = standingOf(c)
    const { community, scope } = standing
    const customerId = c.req.param('id') ?? ''
    const record = await customers.find(community, scope, customerId)
    if (!record) {
      const survivor = await customers.findSurvivor(community, scope, customerId)
      if (survivor === undefined) throw notFoundHere()
      return c.redirect(paths.customer(community.slug, survivor), 302)
    }
    return page(c, {
      title: record.name,
      content: <Customer record={record} standing={standing} now={c.get('now')} />,
    })
  })
}

interface Props {
  readonly record: CustomerRecord
  readonly standing: Standing
  readonly now: Date
}

function Customer({ record, standing, now }: Props) {
  const { slug } = standing.community
  return (
    <div class="record">
      <header class="record__head">
        <h1>{record.name}</h1>
        <p class="record__id">
          {record.kind === 'person' ? 'Person' : 'Business'} · customer {record.customerId}
        </p>
      </header>
      <div class="record__main">
        <h2>{counted(record.accounts.length, 'account')}</h2>
        <AccountsTable accounts={record.accounts} />
        {record.accounts.map((account) => (
          <AccountDetails
            account={account}
            slug={slug}
            customerId={record.customerId}
            timeZone={standing.community.settings.timeZone}
          />
        ))}
      </div>
      <aside class="record__side" aria-label="About this record">
        <KeptIn standing={standing} now={now} />
        <Contact record={record} />
        <About record={record} standing={standing} now={now} />
      </aside>
    </div>
  )
}

/** Stands where people look for a button to edit. */
function KeptIn({ standing: { community }, now }: Omit<Props, 'record'>) {
  return (
    <p class="kept-in">
      Kept in {community.settings.systemOfRecordName}. Changes made there show here after the next sync (
      <NextSync community={community} now={now} />
      ).
    </p>
  )
}

function Contact({ record: { phones, email, mailingAddress } }: Pick<Props, 'record'>) {
  return (
    <section>
      <h2>Contact</h2>
      {phones.length === 0 && email === null && mailingAddress.length === 0 && <p>Nothing is recorded.</p>}
      <dl class="facts">
        {phones.map((phone) => (
          <Fact name="Phone">
            <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</a>
          </Fact>
        ))}
        {email !== null && (
          <Fact name="E-mail">
            <a href={`mailto:${email}`}>{email}</a>
          </Fact>
        )}
        {mailingAddress.length > 0 && (
          <Fact name="Mailing address">
            {mailingAddress.map((line) => (
              <span class="line">{line}</span>
            ))}
          </Fact>
        )}
      </dl>
    </section>
  )
}

function About({ record, standing: { community, scope }, now }: Props) {
  const { timeZone } = community.settings
  const departments = [...new Set(record.accounts.map(({ department }) => department ?? 'no department'))]
  return (
    <section>
      <h2>In the portal</h2>
      <dl class="facts">
        <Fact name="Shown to">people with access to {listed(departments)}</Fact>
        {record.since !== null && <Fact name="Since">{dayOfMoment(record.since, timeZone)}</Fact>}
        {record.dataAsOf !== null && (
          <Fact name="Data as of">{momentInWords(record.dataAsOf, timeZone, now)}</Fact>
        )}
        {record.mergedIds.length > 0 && (
          <Fact name="Merged into it">customer {listed(record.mergedIds)}</Fact>
        )}
      </dl>
      {scope.rights.has('explain') && (
        <p>
          <a href={paths.customerHistory(community.slug, record.customerId)}>History</a>
        </p>
      )}
    </section>
  )
}

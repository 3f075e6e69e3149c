import type { Child } from 'hono/jsx'
import { Field } from '../components/form.tsx'
import type { Standing } from '../environment.ts'
import { paths } from '../paths.ts'
import type { SampleAccount, SampleChange, SampleCustomer } from '../sample-editor.ts'
import { momentInWords } from '../times.ts'
import { KNOWN_MODULES, moduleAndDepartment, moduleInWords } from '../words.ts'

interface ListProps {
  readonly standing: Standing
  readonly q: string
  readonly customers: readonly SampleCustomer[]
  readonly changes: readonly SampleChange[]
  readonly now: Date
}

/** The named cast, or whom a search finds, and what can be done to the sample as a whole. */
export function SampleList({ standing: { community }, q, customers, changes, now }: ListProps) {
  const { slug, settings } = community
  return (
    <>
      <form action={paths.demo(slug)} method="get" class="sample-search" role="search">
        <label class="usa-label" for="q">
          Name, customer number, account number or address
        </label>
        <div class="search-form__line">
          <input
            class="usa-input search-form__box"
            id="q"
            name="q"
            type="search"
            value={q}
            autocomplete="off"
          />
          <button class="usa-button" type="submit">
            Look up
          </button>
        </div>
      </form>
      <h2>{q === '' ? 'People with a story' : `Found for “${q}”`}</h2>
      {customers.length === 0 && <p>Nobody in the sample fits.</p>}
      <ul class="cast">
        {customers.map(({ customerId, name, story, accounts }) => (
          <li>
            <a href={paths.demoCustomer(slug, customerId)}>{name}</a>
            <span class="cast__accounts">
              {accounts.length > 0
                ? accounts.map(({ accountNumber }) => accountNumber).join(' · ')
                : `customer ${customerId}`}
            </span>
            {story !== undefined && <span class="cast__story">{story}</span>}
          </li>
        ))}
      </ul>
      <Create slug={slug} />
      <section>
        <h2>Changes</h2>
        {changes.length === 0 && <p>Nothing has been changed yet.</p>}
        <ul class="changes">
          {changes.map(({ at, says }) => (
            <li>
              <time datetime={at.toISOString()}>{momentInWords(at, settings.timeZone, now)}</time> {says}
            </li>
          ))}
        </ul>
        <form method="post" action={paths.demo(slug)} class="row">
          {changes.length > 0 && <Act value="undo">Take back the last change</Act>}
          <Act value="reset">Start over with the first sample</Act>
        </form>
      </section>
    </>
  )
}

function Create({ slug }: { slug: string }) {
  return (
    <details class="fold fold--form">
      <summary>Create a customer</summary>
      <form method="post" action={paths.demo(slug)} class="stack">
        <Field name="name" label="Name" hint="Last name, first name; or the name of a business" />
        <label class="usa-label" for="kind">
          Person or business
        </label>
        <select class="usa-select" id="kind" name="kind">
          <option value="person">Person</option>
          <option value="business">Business</option>
        </select>
        <label class="usa-label" for="module">
          First account
        </label>
        <select class="usa-select" id="module" name="module">
          {KNOWN_MODULES.filter((module) => module !== 'property' && module !== 'permit').map((module) => (
            <option value={module}>{moduleInWords(module)}</option>
          ))}
          <option value="">None</option>
        </select>
        <Field name="address" label="Service address" hint="May be left empty" />
        <Act value="create" main>
          Create
        </Act>
      </form>
    </details>
  )
}

interface RecordProps {
  readonly standing: Standing
  readonly customer: SampleCustomer
}

/** One customer of the sample, with every change that can be made. */
export function SampleRecord({ standing: { community }, customer }: RecordProps) {
  const { slug } = community
  const action = paths.demoCustomer(slug, customer.customerId)
  const active = customer.status.toLowerCase() === 'active'
  return (
    <>
      {customer.story !== undefined && <p class="lead">{customer.story}</p>}
      <p>
        customer {customer.customerId} · {customer.status} · online access {yesNo(customer.online)}
        {customer.confidential && ' · confidential'}
      </p>
      <p class="row">
        <a href={paths.search(slug, { q: customer.name })}>Search for this name</a>
        <a href={paths.why(slug, { customer: customer.customerId, live: true })}>Ask why it is not listed</a>
      </p>
      <form method="post" action={action} class="row">
        <Act value={active ? 'deactivate' : 'activate'}>{active ? 'Make inactive' : 'Make active'}</Act>
        <Act value={customer.online === false ? 'online' : 'offline'}>
          {customer.online === false ? 'Mark for online access' : 'Take online access away'}
        </Act>
        <Act value={customer.confidential ? 'open' : 'confidential'}>
          {customer.confidential ? 'Not confidential any more' : 'Mark confidential'}
        </Act>
        <Act value="delete">Delete</Act>
      </form>
      <form method="post" action={action} class="stack">
        <Field name="name" label="Name" value={customer.name} />
        <Act value="rename">Rename</Act>
      </form>
      <form method="post" action={action} class="stack">
        <Field name="other" label="Merge into the customer with the number" />
        <Act value="merge">Merge</Act>
      </form>
      {customer.accounts.map((account) => (
        <AccountForms action={action} account={account} />
      ))}
      <p>
        <a href={paths.demo(slug)}>All sample records</a>
      </p>
    </>
  )
}

function AccountForms({ action, account }: { action: string; account: SampleAccount }) {
  const { accountId, accountNumber, module, department, status, closed, online, serviceAddress } = account
  return (
    <section class="sample-account">
      <h2>{accountNumber}</h2>
      <p>
        {moduleAndDepartment(module, department ?? null)} · status {status} · online access {yesNo(online)}
        {serviceAddress !== undefined && ` · ${serviceAddress}`}
      </p>
      <form method="post" action={action} class="row">
        <input type="hidden" name="account" value={accountId} />
        <Act value={closed ? 'reopen' : 'close'}>{closed ? 'Reopen' : 'Close'}</Act>
        <Act value={online === false ? 'account-online' : 'account-offline'}>
          {online === false ? 'Mark for online access' : 'Take online access away'}
        </Act>
      </form>
      <form method="post" action={action} class="row">
        <input type="hidden" name="account" value={accountId} />
        <LineField id={`number-${accountId}`} name="number" label="New account number" />
        <Act value="renumber">Renumber</Act>
      </form>
      <form method="post" action={action} class="row">
        <input type="hidden" name="account" value={accountId} />
        <LineField id={`other-${accountId}`} name="other" label="Customer number of the new holder" />
        <Act value="reassign">Reassign</Act>
      </form>
    </section>
  )
}

function LineField({ id, name, label }: { id: string; name: string; label: string }) {
  return (
    <span class="row__field">
      <label class="usa-label" for={id}>
        {label}
      </label>
      <input class="usa-input" id={id} name={name} type="text" autocomplete="off" />
    </span>
  )
}

function Act({ value, main = false, children }: { value: string; main?: boolean; children?: Child }) {
  return (
    <button
      class={main ? 'usa-button' : 'usa-button usa-button--outline'}
      name="action"
      value={value}
      type="submit"
    >
      {children}
    </button>
  )
}

function yesNo(mark: boolean | undefined): string {
  return mark === undefined ? 'not said' : mark ? 'yes' : 'no'
}

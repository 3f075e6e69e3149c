import { Act } from '../components/act.tsx'
import { Field } from '../components/form.tsx'
import type { Standing } from '../environment.ts'
import { paths } from '../paths.ts'
import type { SampleAccount, SampleCustomer } from '../sample-editor.ts'
import { moduleAndDepartment } from '../words.ts'

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

function yesNo(mark: boolean | undefined): string {
  return mark === undefined ? 'not said' : mark ? 'yes' : 'no'
}

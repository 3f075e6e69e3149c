import { notFoundHere } from '../errors.tsx'
import type { FormValues } from '../form-values.ts'
import type { NewSampleCustomer, SampleEditor } from '../sample-editor.ts'

/** Makes one change; returns the customer to look at next, or nothing when it is gone. */
export async function changeSample(
  editor: SampleEditor,
  customerId: string,
  form: FormValues,
): Promise<string | undefined> {
  const account = form.text('account')
  const other = form.text('other')
  switch (form.text('action')) {
    case 'rename':
      await editor.rename(customerId, form.text('name'))
      return customerId
    case 'activate':
    case 'deactivate':
      await editor.setCustomerStatus(customerId, form.text('action') === 'activate' ? 'active' : 'inactive')
      return customerId
    case 'online':
    case 'offline':
      await editor.setCustomerOnline(customerId, form.text('action') === 'online')
      return customerId
    case 'confidential':
    case 'open':
      await editor.setConfidential(customerId, form.text('action') === 'confidential')
      return customerId
    case 'close':
      await editor.closeAccount(account)
      return customerId
    case 'reopen':
      await editor.reopenAccount(account)
      return customerId
    case 'account-online':
    case 'account-offline':
      await editor.setAccountOnline(account, form.text('action') === 'account-online')
      return customerId
    case 'renumber':
      await editor.renumber(account, form.text('number'))
      return customerId
    case 'reassign':
      await editor.reassign(account, other)
      return customerId
    case 'merge':
      await editor.merge(customerId, other)
      return other
    case 'delete':
      await editor.delete(customerId)
      return undefined
    default:
      throw notFoundHere()
  }
}

/** What the form for a new customer holds. */
export function newCustomer(form: FormValues): NewSampleCustomer {
  const [module, address] = [form.text('module'), form.text('address')]
  return {
    name: form.text('name'),
    kind: form.text('kind') === 'business' ? 'business' : 'person',
    ...(module === '' ? {} : { module }),
    ...(address === '' ? {} : { address }),
  }
}

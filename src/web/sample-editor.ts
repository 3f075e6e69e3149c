/**
 * The sample system of record of the demo, as its page needs it. The pages know no source: `app` hands the editor in,
 * and it fits by its shape.
 */
export interface SampleEditor {
  find(text: string): Promise<readonly SampleCustomer[]>
  get(customerId: string): Promise<SampleCustomer>
  listChanges(): Promise<readonly SampleChange[]>
  rename(customerId: string, name: string): Promise<unknown>
  setCustomerStatus(customerId: string, status: 'active' | 'inactive'): Promise<unknown>
  setCustomerOnline(customerId: string, online: boolean): Promise<unknown>
  setConfidential(customerId: string, confidential: boolean): Promise<unknown>
  closeAccount(accountId: string): Promise<void>
  reopenAccount(accountId: string): Promise<void>
  setAccountOnline(accountId: string, online: boolean): Promise<void>
  renumber(accountId: string, accountNumber: string): Promise<void>
  reassign(accountId: string, toCustomerId: string): Promise<void>
  merge(fromId: string, toId: string): Promise<unknown>
  delete(customerId: string): Promise<void>
  create(customer: NewSampleCustomer): Promise<{ readonly customerId: string; readonly name: string }>
  undo(): Promise<boolean>
  reset(): Promise<void>
}

export interface SampleCustomer {
  readonly customerId: string
  readonly name: string
  readonly status: string
  readonly online: boolean | undefined
  readonly confidential: boolean
  /** What the named cast has this customer for. */
  readonly story: string | undefined
  readonly accounts: readonly SampleAccount[]
}

export interface SampleAccount {
  readonly accountId: string
  readonly accountNumber: string
  readonly module: string
  readonly department: string | undefined
  readonly status: string
  readonly closed: boolean
  readonly online: boolean | undefined
  readonly serviceAddress: string | undefined
}

export interface SampleChange {
  readonly at: Date
  readonly says: string
}

export interface NewSampleCustomer {
  readonly name: string
  readonly kind: 'person' | 'business'
  readonly module?: string
  readonly address?: string
}

/** What the demo page of the sample system of record can do. Each change is in the export when its promise is kept. */
export interface SampleEditor {
  /** In which `create` can open an account. */
  readonly modules: readonly SampleModule[]
  /** At most 20 customers whose name, id, account number or address holds the text; without a text, the named cast. */
  find(text: string): Promise<readonly SampleCustomer[]>
  /** @throws wrongUse `sample_unknown` */
  get(customerId: string): Promise<SampleCustomer>
  /** The latest changes since the sample was made anew, the newest first. */
  listChanges(): Promise<readonly SampleChange[]>

  /** `name` is `Last, First Middle`, or the name of a business. */
  rename(customerId: string, name: string): Promise<SampleCustomer>
  setCustomerStatus(customerId: string, status: 'active' | 'inactive'): Promise<SampleCustomer>
  setCustomerOnline(customerId: string, online: boolean): Promise<SampleCustomer>
  setConfidential(customerId: string, confidential: boolean): Promise<SampleCustomer>
  /** Closes as of today, under the source's own word for it. */
  closeAccount(accountId: string): Promise<void>
  reopenAccount(accountId: string): Promise<void>
  setAccountOnline(accountId: string, online: boolean): Promise<void>
  renumber(accountId: string, accountNumber: string): Promise<void>
  /** The account's holders end; this customer becomes its owner. */
  reassign(accountId: string, toCustomerId: string): Promise<void>
  /** The accounts of `fromId` go to `toId`, `fromId` is gone, and a merge row says so. */
  merge(fromId: string, toId: string): Promise<SampleCustomer>
  /** The customer, its ties, and the accounts that nobody else holds are gone without a word. */
  delete(customerId: string): Promise<void>
  /** A new customer with one account, if a module is given. */
  create(customer: NewSampleCustomer): Promise<SampleCustomer>
  /** Takes back the newest change; false when there is none (a restart forgets them). */
  undo(): Promise<boolean>
  /** The sample as it was in the beginning. */
  reset(): Promise<void>
}

export interface SampleCustomer {
  readonly customerId: string
  readonly name: string
  readonly status: string
  /** Undefined where the source does not say. */
  readonly online: boolean | undefined
  readonly confidential: boolean
  /** What the cast has this customer for, in a sentence; undefined for all others. */
  readonly story: string | undefined
  readonly accounts: readonly SampleAccount[]
}

export interface SampleAccount {
  readonly accountId: string
  readonly accountNumber: string
  readonly module: string
  readonly department: string | undefined
  /** The source's own word. */
  readonly status: string
  readonly closed: boolean
  readonly online: boolean | undefined
  readonly serviceAddress: string | undefined
  readonly balance: string
  readonly role: string
}

export interface NewSampleCustomer {
  /** `Last, First Middle`, or the name of a business. */
  readonly name: string
  readonly kind: 'person' | 'business'
  readonly module?: string
  readonly address?: string
}

export interface SampleChange {
  readonly at: Date
  /** A sentence: `Okafor, Chidi was renamed to Okafor, Chidike.` */
  readonly says: string
}

export interface SampleModule {
  readonly module: string
  readonly department: string
}

import { MAX_DEPARTMENTS, NO_DEPARTMENT, maskOf, union, type DepartmentMask } from '../kernel/departments.ts'
import { failure } from '../kernel/errors.ts'
import { SOURCE_KINDS, type SourceBatch, type SourceKind, type SourceRow } from '../source/port.ts'
import type { DepartmentRegistry } from './departments.ts'
import { hashOf } from './hash.ts'
import {
  interpretAccount,
  interpretCharge,
  interpretCustomer,
  interpretHolder,
  interpretMerge,
  labelOf,
  type AccountMeaning,
  type HolderRecord,
} from './interpret/index.ts'
import { KeyTable } from './key-table.ts'
import { NOWHERE, type KeptRows } from './kept-rows.ts'
import { packRow, textOf, type PackedRow } from './pack.ts'
import {
  hashOfCustomer,
  type AccountDraft,
  type CustomerDraft,
  type MergeDraft,
  type Reading,
} from './reading.ts'
import { Refusal, RejectionList, quoted, type Rejection } from './rejection.ts'
import type { SourceDigests } from './verify/source-digests.ts'

export interface ReaderContext extends AccountMeaning {
  readonly departments: DepartmentRegistry
  readonly taxIdKey: string
  /** Takes the rows that are accepted. */
  readonly kept: KeptRows
  /** Hashes of the customers in the copy: the row of what is as it was is not kept. */
  readonly storedCustomers: ReadonlyMap<string, string>
  /**
   * Only some of the rows of a source are taken, in the order of the port but perhaps several times: a row that comes again
   * is passed over, and holders whose customers have not come wait for `settle`.
   */
  readonly partial?: boolean
  /** Is shown every row that is accepted. */
  readonly digests?: SourceDigests
}

/**
 * Takes the rows of a source in the order of the port (customers before accounts before what hangs on both), decides
 * row by row what is accepted, and groups the rest under its account. It writes nothing.
 */
export class Reader {
  readonly #context: ReaderContext
  readonly #customers = new Map<string, CustomerDraft>()
  readonly #accounts = new Map<string, AccountDraft>()
  readonly #merges: MergeDraft[] = []
  readonly #rejected = new RejectionList()
  readonly #rejectedCustomers = new Map<string, Rejection>()
  /** With the department that each names: an account further down may be the first to make it known. */
  readonly #rejectedAccounts: { readonly rejection: Rejection; readonly departmentName: string | null }[] = []
  /** Keys of holders, charges and merges, with the line in which each stands. */
  readonly #keys = new KeyTable()
  readonly #departmentNames = new Map<string, string>()
  /** Of a partial reading: hashes of the rows taken. */
  readonly #taken = new Set<string>()
  /** Of a partial reading: holders by the customer who has not come. */
  readonly #waiting = new Map<string, (() => void)[]>()
  #isInCopy: (customerId: string) => boolean = () => false
  #rows = 0
  #kind: SourceKind = SOURCE_KINDS[0]
  #isAnyCustomerChanged = false

  constructor(context: ReaderContext) {
    this.#context = context
  }

  get rows(): number {
    return this.#rows
  }

  /** Whether a customer was taken that is not in the copy as it is. */
  get isAnyCustomerChanged(): boolean {
    return this.#isAnyCustomerChanged
  }

  /** What comes now is another answer of the source, in the order of the port from its beginning. */
  beginAnswer(): void {
    this.#kind = SOURCE_KINDS[0]
  }

  /** @throws failure `source_duplicate_key`, `source_out_of_order` */
  take({ kind, name, rows }: SourceBatch): void {
    if (SOURCE_KINDS.indexOf(kind) < SOURCE_KINDS.indexOf(this.#kind))
      throw outOfOrder(name, kind, this.#kind)
    this.#kind = kind
    for (const row of rows) {
      this.#rows++
      this.#takeRow(kind, name, row)
    }
  }

  #takeRow(kind: SourceKind, file: string, row: SourceRow): void {
    const packed = packRow(kind, row, this.#context.taxIdKey)
    if (this.#context.partial && this.#isRepeated(kind, packed)) return
    switch (kind) {
      case 'customers':
        return this.#takeCustomer(file, packed)
      case 'accounts':
        return this.#takeAccount(file, packed)
      case 'holders':
        return this.#takeHolder(file, packed)
      case 'charges':
        return this.#takeCharge(file, packed)
      case 'merges':
        return this.#takeMerge(file, packed)
    }
  }

  #takeCustomer(file: string, row: PackedRow): void {
    const id = row.cells['customer_id']
    const known = id === undefined ? undefined : this.#customers.get(id)
    const malformed = row.refusal?.reason === 'malformed_row'
    if (known && !malformed) throw duplicateKey(file, row, 'customer_id', id ?? '', known.line)
    const customer = row.refusal ?? attempt(() => interpretCustomer(row.cells, this.#context.timeZone))
    if (customer instanceof Refusal) {
      const rejection = this.#rejected.add(
        { kind: 'customers', file, key: id, line: row.line, payload: payloadOf(row) },
        customer,
        { customerId: known ? null : (id ?? null), label: labelOf(row.cells) },
      )
      if (id === undefined || known) return
      if (this.#context.storedCustomers.has(id)) this.#isAnyCustomerChanged = true
      this.#customers.set(id, { id, at: NOWHERE, isUnchanged: false, line: row.line, accepted: false })
      this.#rejectedCustomers.set(id, rejection)
    } else {
      this.#context.digests?.customer(customer)
      const { customerId } = customer
      const text = textOf('customers', row)
      const before = this.#context.storedCustomers.get(customerId)
      const isUnchanged = before !== undefined && before === hashOfCustomer(text)
      if (!isUnchanged) this.#isAnyCustomerChanged = true
      const at = isUnchanged ? NOWHERE : this.#context.kept.add(text)
      this.#customers.set(customerId, { id: customerId, at, isUnchanged, line: row.line, accepted: true })
    }
  }

  #takeAccount(file: string, row: PackedRow): void {
    const id = row.cells['account_id']
    const known = id === undefined ? undefined : this.#accounts.get(id)
    const malformed = row.refusal?.reason === 'malformed_row'
    if (known && !malformed) throw duplicateKey(file, row, 'account_id', id ?? '', known.line)
    const account = row.refusal ?? attempt(() => interpretAccount(row.cells, this.#context))
    const refusal = account instanceof Refusal ? account : this.#refuseDepartment(account.departmentName)
    const departmentName = row.cells['department'] ?? null
    if (refusal) {
      const rejection = this.#rejected.add(
        { kind: 'accounts', file, key: id, line: row.line, payload: payloadOf(row) },
        refusal,
        {
          accountId: known ? null : (id ?? null),
          accountNumber: row.cells['account_number'] ?? null,
        },
      )
      this.#rejectedAccounts.push({ rejection, departmentName })
    }
    if (id === undefined || known) return
    if (!refusal && !(account instanceof Refusal)) this.#context.digests?.account(account)
    this.#accounts.set(id, {
      id,
      at: refusal ? NOWHERE : this.#context.kept.add(textOf('accounts', row)),
      line: row.line,
      accepted: !refusal,
      status: account instanceof Refusal ? undefined : account.status,
      departmentName: this.#oneOf(departmentName),
      lastHolder: NOWHERE,
      lastCharge: NOWHERE,
    })
  }

  #takeHolder(file: string, row: PackedRow): void {
    const holder = row.refusal ?? attempt(() => interpretHolder(row.cells))
    if (!(holder instanceof Refusal))
      this.#claimKey(
        file,
        row,
        'holder',
        [holder.customerId, holder.accountId, holder.role, holder.fromOn].join('\t'),
      )
    const waitsFor = holder instanceof Refusal ? undefined : holder.customerId
    if (!this.#context.partial || waitsFor === undefined || this.#customers.has(waitsFor))
      return this.#tie(file, row, holder)
    const others = this.#waiting.get(waitsFor) ?? []
    this.#waiting.set(waitsFor, [...others, () => this.#tie(file, row, holder)])
  }

  #tie(file: string, row: PackedRow, holder: HolderRecord | Refusal): void {
    const { customer_id: customerId, account_id: accountId, role = '', from_on = '' } = row.cells
    const account = accountId === undefined ? undefined : this.#accounts.get(accountId)
    const refusal =
      holder instanceof Refusal
        ? holder
        : (this.#refuseCustomer(holder.customerId) ?? this.#refuseAccount(holder.accountId))
    const departments = this.#maskOfAccount(account)
    const rejectedCustomer = customerId === undefined ? undefined : this.#rejectedCustomers.get(customerId)
    if (rejectedCustomer && account)
      rejectedCustomer.departments = joinMasks(rejectedCustomer.departments, departments)
    if (!refusal) {
      if (!(holder instanceof Refusal)) this.#context.digests?.holder(holder)
      if (account) account.lastHolder = this.#context.kept.add(textOf('holders', row), account.lastHolder)
      return
    }
    const key = [customerId ?? '', accountId ?? '', role.slice(0, 40), from_on.slice(0, 40)].join(' ')
    this.#rejected.add({ kind: 'holders', file, key, line: row.line, payload: payloadOf(row) }, refusal, {
      customerId: customerId ?? null,
      accountId: accountId ?? null,
      departments,
    })
  }

  #takeCharge(file: string, row: PackedRow): void {
    const { charge_id: chargeId, account_id: accountId } = row.cells
    if (chargeId !== undefined && row.refusal?.reason !== 'malformed_row')
      this.#claimKey(file, row, 'charge', chargeId)
    const account = accountId === undefined ? undefined : this.#accounts.get(accountId)
    const charge = row.refusal ?? attempt(() => interpretCharge(row.cells))
    const refusal = charge instanceof Refusal ? charge : this.#refuseAccount(charge.accountId)
    if (!refusal) {
      if (!(charge instanceof Refusal)) this.#context.digests?.charge(charge)
      if (account) account.lastCharge = this.#context.kept.add(textOf('charges', row), account.lastCharge)
      return
    }
    this.#rejected.add(
      { kind: 'charges', file, key: chargeId, line: row.line, payload: payloadOf(row) },
      refusal,
      { accountId: accountId ?? null, departments: this.#maskOfAccount(account) },
    )
  }

  #takeMerge(file: string, row: PackedRow): void {
    const merge = row.refusal ?? attempt(() => interpretMerge(row.cells, this.#context.timeZone))
    const fromId = row.cells['from_id']
    // It is kept with the plan, which is not to keep the whole reader.
    const rejected = this.#rejected
    const refuse = (refusal: Refusal) => {
      const kind = merge instanceof Refusal ? null : merge.kind
      rejected.add(
        {
          kind: 'merges',
          file,
          key: fromId === undefined ? undefined : `${kind ?? row.cells['kind'] ?? ''} ${fromId}`,
          line: row.line,
          payload: payloadOf(row),
        },
        refusal,
        {
          customerId: kind === 'customer' ? (fromId ?? null) : null,
          accountId: kind === 'account' ? (fromId ?? null) : null,
        },
      )
    }
    if (merge instanceof Refusal) return refuse(merge)
    this.#claimKey(file, row, 'merge', `${merge.kind}\t${merge.fromId}`)
    this.#merges.push({ merge, refuse })
  }

  /** Customers for whom holders wait and who have not come. */
  get awaited(): string[] {
    return [...this.#waiting.keys()].filter((id) => !this.#customers.has(id))
  }

  hasCustomer(id: string): boolean {
    return this.#customers.has(id)
  }

  /**
   * Everything was taken that will be.
   * @param isInCopy whether a customer who has not come is in the copy, and stays there
   */
  settle(isInCopy: (customerId: string) => boolean): void {
    this.#isInCopy = isInCopy
    for (const holders of this.#waiting.values()) for (const tie of holders) tie()
    this.#waiting.clear()
  }

  /** What was taken, which is all: nothing can be taken after it. */
  end(): Reading {
    this.#keys.close()
    return this.reading()
  }

  /** What was taken so far. */
  reading(): Reading {
    for (const { rejection, departmentName } of this.#rejectedAccounts)
      rejection.departments = this.#maskOfDepartment(departmentName)
    return {
      customers: this.#customers,
      accounts: this.#accounts,
      merges: this.#merges,
      rejections: this.#rejected.rejections,
      rows: this.#rows,
      kept: this.#context.kept,
    }
  }

  #claimKey(file: string, row: PackedRow, kind: string, key: string): void {
    const before = this.#keys.claim(`${kind}\t${key}`, row.line)
    if (before) throw duplicateKey(file, row, kind, key.replaceAll('\t', ', '), before.line)
  }

  /** One string for all accounts of a department, instead of one for each. */
  #oneOf(departmentName: string | null): string | null {
    if (departmentName === null) return null
    const known = this.#departmentNames.get(departmentName)
    if (known === undefined) this.#departmentNames.set(departmentName, departmentName)
    return known ?? departmentName
  }

  #isRepeated(kind: SourceKind, row: PackedRow): boolean {
    const hash = hashOf([kind, textOf(kind, row)])
    const before = this.#taken.size
    if (this.#taken.add(hash).size > before) return false
    this.#rows--
    return true
  }

  #refuseCustomer(id: string): Refusal | undefined {
    const customer = this.#customers.get(id)
    if (customer ? customer.accepted : this.#isInCopy(id)) return undefined
    return customer
      ? new Refusal(
          'rejected_customer',
          'customer_id',
          `The row of customer ${quoted(id)} was rejected itself.`,
        )
      : new Refusal('unknown_customer', 'customer_id', `There is no customer ${quoted(id)} in the export.`)
  }

  #refuseAccount(id: string): Refusal | undefined {
    const account = this.#accounts.get(id)
    if (account?.accepted) return undefined
    return account
      ? new Refusal('rejected_account', 'account_id', `The row of account ${quoted(id)} was rejected itself.`)
      : new Refusal('unknown_account', 'account_id', `There is no account ${quoted(id)} in the export.`)
  }

  #refuseDepartment(name: string | null): Refusal | undefined {
    if (name === null || this.#context.departments.bitOf(name) !== undefined) return undefined
    return new Refusal(
      'too_many_departments',
      'department',
      `${quoted(name)} would be department ${MAX_DEPARTMENTS + 1}: a community has at most ${MAX_DEPARTMENTS}.`,
    )
  }

  #maskOfAccount(account: AccountDraft | undefined): DepartmentMask {
    return this.#maskOfDepartment(account?.departmentName ?? null)
  }

  #maskOfDepartment(name: string | null): DepartmentMask {
    return maskOf((name === null ? undefined : this.#context.departments.findBit(name)) ?? NO_DEPARTMENT)
  }
}

function payloadOf({ cells }: PackedRow): string {
  return JSON.stringify(cells)
}

/** A customer that belongs to a department is not one of those that belong to none, in whatever order that shows. */
function joinMasks(known: DepartmentMask, more: DepartmentMask): DepartmentMask {
  const none = maskOf(NO_DEPARTMENT)
  if (more === none) return known
  return known === none ? more : union(known, more)
}

function attempt<T>(read: () => T): T | Refusal {
  try {
    return read()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** A holder that comes before its account would be refused, and the account would lose it without anybody having said so. */
function outOfOrder(name: string, kind: SourceKind, after: SourceKind) {
  return failure(
    'source_out_of_order',
    `The source gave ${kind} (${name}) after ${after}: nothing was changed. Tell support that this source gives its records in the wrong order.`,
  )
}

function duplicateKey(file: string, row: PackedRow, what: string, key: string, firstLine: number | null) {
  const here = row.line === null ? file : `${file} line ${row.line}`
  const there = firstLine === null ? '' : ` (line ${firstLine})`
  return failure(
    'source_duplicate_key',
    `The same ${what} stands twice, ${quoted(key)} in ${here} and before it${there}: nothing was changed. ` +
      'Correct the export so that each stands once.',
  )
}

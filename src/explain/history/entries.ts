import { isHeldBy, storedDay } from '../../eligibility/index.ts'
import { byTimeBack, type State, type Step } from '../../history/replay.ts'
import { UNIT, holdersIn, type AccountState, type CustomerState } from '../../history/states.ts'
import { codesOf, fieldsBetween, type FieldChange, type Names } from './fields.ts'
import type { CustomerLife } from './read-lives.ts'

/** One occasion on which something about a customer changed. */
export interface HistoryEntry {
  /** ISO instant. */
  readonly at: string
  /** `settings`: those of the community were changed. `date`: a day came that decides about a verdict. */
  readonly cause: 'run' | 'settings' | 'date'
  /** The run that made it; null where none did. */
  readonly runId: number | null
  readonly changes: readonly RecordChange[]
  /** Whether the customer was shared through an account, before and after. */
  readonly shared: { readonly before: boolean; readonly after: boolean }
}

export interface RecordChange {
  readonly record: 'customer' | 'account'
  /** Null where it is the customer. */
  readonly accountNumber: string | null
  readonly what: 'added' | 'changed' | 'removed' | 'merged'
  /** Of what has changed; empty for what came or went. */
  readonly fields: readonly FieldChange[]
}

/** Whether an account was the customer's, and shared through it. */
export interface Sharing {
  readonly held: boolean
  readonly shared: boolean
}

/** Asked as the listings of that time were made. */
export function sharingOf(customerId: string, customer: State, account: State, timeZone: string): Sharing {
  const held = isHeldIn(account, customerId, timeZone)
  return { held, shared: held && passes(customer) && passes(account) }
}

function isHeldIn(account: State, customerId: string, timeZone: string): boolean {
  if (account === null) return false
  const { holders = {}, verdict_valid_until: until } = account as Partial<AccountState>
  const periods = Object.entries(holders).map(([key, toOn]) => ({
    customerId: key.split(UNIT, 1)[0] ?? '',
    toOn: toOn === '' ? null : toOn,
  }))
  return isHeldBy(customerId, periods, storedDay(until === undefined ? null : new Date(until), timeZone))
}

/** Whether the record was in the copy, and no rule withheld it. */
function passes(record: State): boolean {
  return record !== null && codesOf(record).length === 0
}

interface RecordStep extends Step {
  /** '' for the customer. */
  readonly account: string
}

/**
 * What happened to a customer and its accounts, newest first: going back, all that one run, one change of settings or one
 * midnight did is one entry. What an account did before it was the customer's, and after, is not its history.
 */
export function entriesOf(
  life: CustomerLife,
  { names, timeZone, merged }: { readonly names: Names; readonly timeZone: string; readonly merged: boolean },
): HistoryEntry[] {
  const { customerId, customer, accounts } = life
  const steps: RecordStep[] = [
    ...customer.steps.map((step) => ({ ...step, account: '' })),
    ...[...accounts].flatMap(([account, { steps }]) => steps.map((step) => ({ ...step, account }))),
  ].sort(byTimeBack)
  let customerPasses = passes(customer.now)
  /** The accounts through which the customer is shared where it passes itself. */
  const open = new Set<string>()
  const goBackTo = (account: string, state: State) => {
    if (account === '') customerPasses = passes(state)
    else if (passes(state) && isHeldIn(state, customerId, timeZone)) open.add(account)
    else open.delete(account)
  }
  for (const [id, { now }] of accounts) goBackTo(id, now)
  const entries: HistoryEntry[] = []
  let before = customerPasses && open.size > 0
  for (const group of occasions(steps)) {
    const [latest] = group as [RecordStep, ...RecordStep[]]
    const after = before
    const byRecord = [...Map.groupBy(group, ({ account }) => account)].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [account, own] of byRecord) goBackTo(account, own.at(-1)?.before ?? null)
    before = customerPasses && open.size > 0
    const changes = byRecord.flatMap(([, own]) =>
      changeOf(own, customerId, names, merged && own[0]?.no === customer.steps[0]?.no),
    )
    if (changes.length > 0 || before !== after)
      entries.push({
        at: latest.at.toISOString(),
        cause: latest.cause,
        runId: latest.cause === 'run' ? latest.runId : null,
        changes,
        shared: { before, after },
      })
  }
  return entries
}

/** Steps that follow each other and have one cause. */
function occasions(steps: readonly RecordStep[]): RecordStep[][] {
  const groups: RecordStep[][] = []
  for (const step of steps) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group && last && nameOf(last) === nameOf(step)) group.push(step)
    else groups.push([step])
  }
  return groups
}

function nameOf({ cause, runId, at }: Step): string {
  return cause === 'run' ? `run ${runId}` : `${cause} ${at.toISOString()}`
}

/** What the steps of one record, newest first, come to. */
function changeOf(
  steps: readonly RecordStep[],
  customerId: string,
  names: Names,
  merged: boolean,
): RecordChange[] {
  const after = steps[0]?.after ?? null
  const before = steps.at(-1)?.before ?? null
  const account = steps[0]?.account ?? ''
  const both = [before, after].flatMap((state) => (state ? [state] : []))
  if (account !== '' && !both.some((state) => holdersIn(state).includes(customerId))) return []
  const record = account === '' ? 'customer' : 'account'
  const [shown] = both.toReversed() as Partial<AccountState & CustomerState>[]
  const of = { record, accountNumber: record === 'account' ? (shown?.account_number ?? null) : null } as const
  if (before === null) return after === null ? [] : [{ ...of, what: 'added', fields: [] }]
  if (after === null)
    return [{ ...of, what: merged && record === 'customer' ? 'merged' : 'removed', fields: [] }]
  const fields = fieldsBetween(before, after, names)
  return fields.length === 0 ? [] : [{ ...of, what: 'changed', fields }]
}

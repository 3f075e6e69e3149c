import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { judgeAccount, judgeCustomer, type JudgedAccount } from '../../src/eligibility/index.ts'
import { parseSettings, type ChargeKind } from '../../src/kernel/settings.ts'

const TODAY = '2026-11-20'
const WHEN = { today: TODAY, timeZone: 'America/Denver' }

function policy(eligibility: object = {}) {
  return parseSettings({ eligibility }).eligibility
}

const ACCOUNT: JudgedAccount = {
  module: 'utility',
  status: 'active',
  sourceStatus: 'A',
  closedOn: null,
  onlineAccess: null,
  balanceCents: 0,
}
const CUSTOMER = { status: 'active', onlineAccess: null, confidential: false } as const

function codes(account: Partial<JudgedAccount>, eligibility: object = {}, kinds: readonly ChargeKind[] = []) {
  const { withheldBy } = judgeAccount({ ...ACCOUNT, ...account }, new Set(kinds), policy(eligibility), WHEN)
  return withheldBy.map(({ code }) => code)
}

function customerCodes(customer: Partial<Parameters<typeof judgeCustomer>[0]>, eligibility: object = {}) {
  return judgeCustomer({ ...CUSTOMER, ...customer }, policy(eligibility)).map(({ code }) => code)
}

describe('Whether a customer is shared', () => {
  it('an ordinary customer is', () => expect(customerCodes({})).toEqual([]))

  it('an inactive one is not, unless the policy does not ask', () => {
    expect(judgeCustomer({ ...CUSTOMER, status: 'inactive' }, policy())).toEqual([
      { code: 'account_inactive', evidence: { of: 'customer', status: 'inactive' } },
    ])
    expect(customerCodes({ status: 'inactive' }, { requireActive: false })).toEqual([])
  })

  it('a confidential one is not, unless the policy shares them', () => {
    expect(customerCodes({ confidential: true })).toEqual(['confidential'])
    expect(customerCodes({ confidential: true }, { shareConfidential: true })).toEqual([])
  })

  it('every rule that withholds it is named', () =>
    expect(customerCodes({ status: 'inactive', onlineAccess: false, confidential: true })).toEqual([
      'account_inactive',
      'not_marked_online',
      'confidential',
    ]))
})

describe('The mark for online access', () => {
  // mode, then withheld for: the customer's flag Y, N, missing; the account's flag Y, N, missing
  it.each([
    ['ignore', [false, false, false], [false, false, false]],
    ['account', [false, false, false], [false, true, false]],
    ['customer', [false, true, false], [false, false, false]],
    ['account_and_customer', [false, true, false], [false, true, false]],
    ['account_explicit', [false, false, false], [false, true, true]],
    ['customer_explicit', [false, true, true], [false, false, false]],
    ['account_and_customer_explicit', [false, true, true], [false, true, true]],
  ] as const)('%s', (onlineAccess, ofCustomer, ofAccount) => {
    const flags = [true, false, null]
    expect(flags.map((flag) => customerCodes({ onlineAccess: flag }, { onlineAccess }).length > 0)).toEqual(
      ofCustomer,
    )
    expect(flags.map((flag) => codes({ onlineAccess: flag }, { onlineAccess }).length > 0)).toEqual(ofAccount)
  })

  it('says whether the mark is N or missing', () => {
    const explicit = policy({ onlineAccess: 'account_explicit' })
    const evidence = (onlineAccess: boolean | null) =>
      judgeAccount({ ...ACCOUNT, onlineAccess }, new Set(), explicit, WHEN).withheldBy[0]?.evidence
    expect(evidence(false)).toEqual({ of: 'account', onlineAccess: 'N' })
    expect(evidence(null)).toEqual({ of: 'account', onlineAccess: null })
  })
})

describe('Whether an account is shared', () => {
  it('an ordinary account is, whatever its balance', () => expect(codes({})).toEqual([]))

  it('only of the modules that are shared, whatever the case', () => {
    expect(codes({ module: 'permit' }, { modules: ['Utility', 'PERMIT '] })).toEqual([])
    expect(codes({ module: 'property' }, { modules: ['utility'] })).toEqual(['module_not_shared'])
  })

  it('an inactive or closed one is not, unless the policy does not ask', () => {
    expect(codes({ status: 'inactive' })).toEqual(['account_inactive'])
    expect(codes({ status: 'closed' })).toEqual(['account_closed'])
    expect(codes({ status: 'inactive' }, { requireActive: false })).toEqual([])
    expect(codes({ status: 'closed' }, { requireActive: false })).toEqual([])
  })

  it('a closed one tells the word of the source, the day and the balance', () =>
    expect(
      judgeAccount(
        { ...ACCOUNT, status: 'closed', sourceStatus: 'F', closedOn: '2026-11-02', balanceCents: 120 },
        new Set(),
        policy(),
        WHEN,
      ).withheldBy,
    ).toEqual([
      { code: 'account_closed', evidence: { sourceStatus: 'F', closedOn: '2026-11-02', balanceCents: 120 } },
    ]))

  it('a closed one with a balance stays where the policy keeps it, also with a credit', () => {
    const keep = { keepClosedWithBalance: true }
    expect(codes({ status: 'closed', balanceCents: 1 }, keep)).toEqual([])
    expect(codes({ status: 'closed', balanceCents: -1 }, keep)).toEqual([])
    expect(codes({ status: 'closed', balanceCents: 0 }, keep)).toEqual(['account_closed'])
  })

  it('any balance: a charge of the right kind, or an amount that is not zero', () => {
    const any = { balance: { require: 'any' } }
    expect(codes({}, any)).toEqual(['no_eligible_balance'])
    expect(codes({ balanceCents: 1 }, any)).toEqual([])
    expect(codes({ balanceCents: -1 }, any)).toEqual([])
    expect(codes({ balanceCents: -1 }, { balance: { require: 'any', creditsCount: false } })).toEqual([
      'no_eligible_balance',
    ])
    expect(codes({}, any, ['due'])).toEqual([])
    expect(codes({}, any, ['deposit', 'credit'])).toEqual(['no_eligible_balance'])
    expect(codes({}, { balance: { require: 'any', kinds: ['deposit'] } }, ['deposit'])).toEqual([])
  })

  it('owing: at least the minimum', () => {
    const owing = { balance: { require: 'owing', minimumCents: 500 } }
    expect(codes({ balanceCents: 499 }, owing, ['due'])).toEqual(['no_eligible_balance'])
    expect(codes({ balanceCents: 500 }, owing)).toEqual([])
    expect(codes({ balanceCents: -500 }, owing)).toEqual(['no_eligible_balance'])
  })

  it('every rule that withholds it is named', () =>
    expect(
      codes(
        { module: 'permit', status: 'closed', onlineAccess: false },
        { modules: ['utility'], balance: { require: 'any' } },
      ),
    ).toEqual(['module_not_shared', 'account_closed', 'not_marked_online', 'no_eligible_balance']))
})

describe('The grace period of a closed account', () => {
  const closed = (closedOn: string | null) => ({ ...ACCOUNT, status: 'closed' as const, closedOn })
  const judge = (closedOn: string | null, eligibility: object, today = TODAY) =>
    judgeAccount(closed(closedOn), new Set(), policy(eligibility), { ...WHEN, today })

  it('shares it until the midnight on which the days are over, in the zone of the community', () => {
    const grace = { closedGraceDays: 10 }
    expect(judge('2026-11-11', grace)).toEqual({
      withheldBy: [],
      validUntil: new Date('2026-11-21T07:00:00Z'),
    })
    expect(judge('2026-11-10', grace)).toMatchObject({
      withheldBy: [{ code: 'account_closed', evidence: { graceEnded: '2026-11-20' } }],
      validUntil: null,
    })
  })

  it('needs the day on which it was closed', () =>
    expect(judge(null, { closedGraceDays: 10 })).toMatchObject({
      withheldBy: [{ code: 'account_closed', evidence: { closedOn: null } }],
      validUntil: null,
    }))

  it('without days, withholds it at once, also when it is to be closed later', () => {
    expect(judge('2026-11-20', {}).withheldBy).toHaveLength(1)
    expect(judge('2026-12-31', {}).withheldBy).toHaveLength(1)
  })

  it('ends where daylight saving time does not know midnight as 7:00', () =>
    expect(judge('2026-06-25', { closedGraceDays: 10 }, '2026-06-30').validUntil).toEqual(
      new Date('2026-07-05T06:00:00Z'),
    ))

  it('a verdict holds on every day until it says that it ends, and is another one on that day', () => {
    const day = fc
      .integer({ min: 0, max: 60 })
      .map((n) => Temporal.PlainDate.from(TODAY).add({ days: n }).toString())
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 59 }),
        (closedOn, grace, later) => {
          const eligibility = { closedGraceDays: grace }
          const now = judge(closedOn, eligibility)
          const then = Temporal.PlainDate.from(TODAY).add({ days: later }).toString()
          const end = now.validUntil?.toISOString().slice(0, 10)
          if (end === undefined) expect(judge(closedOn, eligibility, then).withheldBy).toEqual(now.withheldBy)
          else expect(judge(closedOn, eligibility, then).withheldBy.length).toBe(then < end ? 0 : 1)
        },
      ),
    )
  })
})

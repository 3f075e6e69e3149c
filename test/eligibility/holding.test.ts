import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesAt, isHeldBy, storedDay, type HolderPeriod } from '../../src/eligibility/index.ts'

const TODAY = '2026-11-20'
const held = (holders: HolderPeriod[], today = TODAY) =>
  [...new Set(holders.map(({ customerId }) => customerId))].filter((id) => isHeldBy(id, holders, today))
const period = (customerId: string, toOn: string | null = null): HolderPeriod => ({ customerId, toOn })

describe('Who holds an account', () => {
  it('everybody who holds it without an end', () =>
    expect(held([period('owner'), period('tenant')])).toEqual(['owner', 'tenant']))

  it('nobody who was never tied to it', () =>
    expect(isHeldBy('stranger', [period('owner')], TODAY)).toBe(false))

  it('who moved out does not, once somebody else moved in', () =>
    expect(held([period('before', '2026-11-01'), period('now')])).toEqual(['now']))

  it('the day on which a period ends is no longer in it', () => {
    expect(held([period('before', '2026-11-20'), period('now')])).toEqual(['now'])
    expect(held([period('before', '2026-11-21'), period('now')])).toEqual(['before', 'now'])
  })

  it('who moved out still does, as long as nobody took over', () =>
    expect(held([period('before', '2026-11-01')])).toEqual(['before']))

  it('who came back does', () =>
    expect(held([period('tenant', '2020-01-01'), period('other'), period('tenant')])).toEqual([
      'tenant',
      'other',
    ]))
})

describe('When that changes', () => {
  it('at the start of the first day on which a period is over', () => {
    const holders = [
      period('a', '2026-12-24'),
      period('b', '2026-12-01'),
      period('c', '2026-11-20'),
      period('d'),
    ]
    expect(changesAt(holders, TODAY, 'America/Denver')).toEqual(new Date('2026-12-01T07:00:00Z'))
  })

  it('never, where no period ends', () =>
    expect(changesAt([period('a')], TODAY, 'America/Denver')).toBeNull())

  it('the holders of the stored day are those of today, until the verdict has to be made again', () => {
    const day = fc
      .integer({ min: -40, max: 40 })
      .map((n) => Temporal.PlainDate.from(TODAY).add({ days: n }).toString())
    const periods = fc.array(
      fc.record({ customerId: fc.constantFrom('a', 'b', 'c'), toOn: fc.option(day) }),
      { minLength: 1, maxLength: 5 },
    )
    const zone = fc.constantFrom('America/Denver', 'America/New_York', 'Pacific/Honolulu', 'UTC')
    fc.assert(
      fc.property(periods, zone, zone, (holders, timeZone, laterZone) => {
        const validUntil = changesAt(holders, TODAY, timeZone)
        expect(held(holders, storedDay(validUntil, laterZone))).toEqual(held(holders))
      }),
    )
  })
})

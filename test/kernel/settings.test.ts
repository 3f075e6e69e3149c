import { expect, it } from 'vitest'
import { parseSettings } from '../../src/kernel/settings.ts'

it('every key is optional', () => {
  expect(parseSettings({})).toMatchObject({
    timeZone: 'America/Denver',
    systemOfRecordName: 'Caselle',
    sync: { every: '15m', removalGuard: { percent: 20, atLeast: 50 } },
    eligibility: { modules: 'all', requireActive: true, onlineAccess: 'account_and_customer' },
  })
})

it.each([
  [{ colour: 'red' }, /"colour" is not a setting/],
  [{ eligibility: { balance: { atLeast: 1 } } }, /"eligibility.balance.atLeast" is not a setting/],
  [{ timeZone: 'Denver' }, /"timeZone" must be an IANA time zone/],
  [{ sync: { every: '15 minutes' } }, /"sync.every" must be a number with s, m, h or d/],
  [{ sync: { every: '0m' } }, /"sync.every"/],
  [{ sync: { cron: '* * * *' } }, /"sync.cron" must be a cron expression of five fields/],
  [{ sync: { cron: '0 0 31 2 *' } }, /"sync.cron"/],
  [{ sync: { cron: '@daily' } }, /"sync.cron"/],
  [{ sync: { quietHours: { from: '22:00' } } }, /"sync.quietHours.to"/],
  [{ sync: { quietHours: { from: '22:00', to: '24:00' } } }, /"sync.quietHours.to" must be a time of day/],
  [{ sync: { quietHours: { from: '05:00', to: '05:00' } } }, /"sync.quietHours" must leave an hour/],
  [{ eligibility: { onlineAccess: 'sometimes' } }, /"eligibility.onlineAccess"/],
  [{ statusMap: { A: 'open' } }, /"statusMap.A"/],
  [[], /"settings"/],
  [null, /"settings"/],
])('%j is refused, naming what is wrong', (json, message) => {
  expect(() => parseSettings(json)).toThrow(message)
})

it('several faults are named in one sentence', () => {
  expect(() => parseSettings({ one: 1, timeZone: 'x', two: 2 })).toThrow(
    /"timeZone".*"one", "two" is not a setting/,
  )
})

import { expect, it } from 'vitest'
import { parseSettings } from '../../src/kernel/settings.ts'
import { afterRun } from '../../src/sync/retry.ts'

const community = {
  communityId: 1,
  slug: 'cedar',
  name: 'Cedar Hollow',
  source: 'files:/nowhere',
  settings: parseSettings({ sync: { every: '15m' } }),
  isDemo: false,
}
/** The next point is at 9:46:58. */
const now = new Date('2026-11-20T09:35:00Z')
const ran = { community, trigger: 'retry', now }
const minutes = (failures: number) => {
  const { retry_at } = afterRun('failed', { ...ran, failures })
  return retry_at ? (retry_at.getTime() - now.getTime()) / 60_000 : null
}

it('waits 1, 2, 4, 8 minutes, and then for the next point of the schedule', () => {
  expect([0, 1, 2, 3, 4, 60].map(minutes)).toEqual([1, 2, 4, 8, null, null])
})

it('has no time while the schedule is paused', () => {
  const paused = { ...community, pause: { since: now, by: 'Priya Shah', reason: null } }
  expect(afterRun('failed', { ...ran, community: paused, failures: 0 })).toEqual({
    failures: 1,
    retry_at: null,
  })
})

it('leaves a retry that waits alone when a run by hand fails meanwhile', () => {
  expect(afterRun('failed', { ...ran, trigger: 'command', failures: 1 })).toEqual({ failures: 2 })
})

it('takes up a run at once that its process had to stop, and never one that somebody cancelled', () => {
  expect(afterRun('stopped', { ...ran, failures: 1 })).toEqual({ failures: 1, retry_at: now })
  expect(afterRun('cancelled', { ...ran, failures: 1 })).toEqual({ failures: 1, retry_at: null })
})

import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import { wrongUse } from '../kernel/errors.ts'
import type { Store } from '../store/index.ts'

export interface Pausing {
  /**
   * Stops the schedule of a community until somebody resumes it; a run under way goes on. Syncing by hand still works.
   * @throws wrongUse `already_paused`, `reason_too_long`, `community_unknown`
   */
  pause(slug: string, pause: { readonly by: string; readonly reason?: string }): Promise<Community>
  /**
   * Lets the schedule go on. A run that was due meanwhile is made up for at once.
   * @throws wrongUse `not_paused`, `community_unknown`
   */
  resume(slug: string): Promise<Community>
}

const LONGEST_REASON = 200

export function createPausing(
  { platform }: Store,
  clock: Clock,
  get: (slug: string) => Promise<Community>,
): Pausing {
  return {
    async pause(slug, { by, reason = '' }) {
      const { name } = await get(slug)
      const why = reason.trim()
      if (why.length > LONGEST_REASON)
        throw wrongUse('reason_too_long', `Say why in at most ${LONGEST_REASON} letters.`)
      const { numUpdatedRows } = await platform
        .updateTable('platform.community')
        .set({ paused_at: clock.now(), paused_by: by, paused_reason: why === '' ? null : why })
        .where('slug', '=', slug)
        .where('paused_at', 'is', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n)
        throw wrongUse('already_paused', `The syncing of ${name} is paused already: resume it first.`)
      return await get(slug)
    },
    async resume(slug) {
      const { name } = await get(slug)
      const { numUpdatedRows } = await platform
        .updateTable('platform.community')
        .set({ paused_at: null, paused_by: null, paused_reason: null })
        .where('slug', '=', slug)
        .where('paused_at', 'is not', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n)
        throw wrongUse('not_paused', `The syncing of ${name} is not paused: it goes on by itself.`)
      return await get(slug)
    },
  }
}

import type { Command } from 'commander'
import { print, type CommandContext } from '../context.ts'
import { OPERATOR } from '../operator.ts'

/** `portal community pause | resume` */
export function addPauseCommands(community: Command, context: CommandContext): void {
  const { io } = context

  community
    .command('pause <slug>')
    .description('stop syncing by itself, until it is resumed; portal sync still works')
    .option('--reason <text>', 'why: others read it')
    .option('--json', 'print JSON')
    .action(async (slug: string, options: { readonly reason?: string; readonly json?: boolean }) => {
      const { communities, access } = await context.portal()
      const { reason = '' } = options
      const paused = await communities.pause(slug, { by: OPERATOR, reason })
      await access.audit({ action: 'sync_paused', communityId: paused.communityId, facts: { reason } })
      await print(
        io,
        options.json,
        paused,
        () => `Paused the syncing of ${paused.name}. Resume it with: portal community resume ${paused.slug}`,
      )
    })

  community
    .command('resume <slug>')
    .description('sync by itself again')
    .option('--json', 'print JSON')
    .action(async (slug: string, options: { readonly json?: boolean }) => {
      const { communities, access } = await context.portal()
      const resumed = await communities.resume(slug)
      await access.audit({ action: 'sync_resumed', communityId: resumed.communityId })
      await print(io, options.json, resumed, () => `${resumed.name} syncs by itself again.`)
    })
}

import type { Command } from 'commander'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { wrongUse } from '../../kernel/errors.ts'
import { parseSettings } from '../../kernel/settings.ts'
import { print, type CommandContext } from '../context.ts'
import { progressBar } from '../progress-bar.ts'
import { addPauseCommands } from './pause.ts'

interface AddOptions {
  readonly name: string
  readonly source: string
  readonly settings?: string
  readonly json?: boolean
}

interface SetOptions {
  readonly settings: string
  readonly json?: boolean
}

/** `portal community add | set | pause | resume | list` */
export function addCommunityCommands(program: Command, context: CommandContext): void {
  const { io } = context
  const community = program.command('community').description('Add communities and change their settings')

  community
    .command('add <slug>')
    .description('add a community')
    .requiredOption('--name <name>', 'the name of the city')
    .requiredOption(
      '--source <source>',
      'where its records are: files:DIR, sftp:USER@HOST/DIR, sql:SYSTEM://USER@HOST/DATABASE, or http:https://HOST/PATH',
    )
    .option('--settings <file>', 'a JSON file with its settings')
    .option('--json', 'print JSON')
    .action(async (slug: string, options: AddOptions) => {
      const settings =
        options.settings === undefined ? {} : await readSettings(io.directory, options.settings)
      parseSettings(settings)
      const source = absoluteSource(io.directory, options.source)
      const { communities } = await context.portal()
      const added = await communities.add({ slug, name: options.name, source, settings, isDemo: false })
      await print(
        io,
        options.json,
        added,
        () => `Added ${added.name} (${added.slug}). Read it with: portal sync ${added.slug}`,
      )
    })

  community
    .command('set <slug>')
    .description(
      'change settings: keys that the file does not hold stay as they are; eligibility is evaluated anew',
    )
    .requiredOption('--settings <file>', 'a JSON file with the settings to change')
    .option('--json', 'print JSON')
    .action(async (slug: string, options: SetOptions) => {
      const settings = await readSettings(io.directory, options.settings)
      const { communities, sync } = await context.portal()
      const changed = await communities.changeSettings(slug, settings)
      const bar = progressBar(io, changed.name)
      try {
        await sync.reevaluate(changed, (progress) => bar.show(progress))
      } finally {
        bar.end()
      }
      await print(
        io,
        options.json,
        changed,
        () => `Changed the settings of ${changed.name}. Eligibility is evaluated anew.`,
      )
    })

  addPauseCommands(community, context)

  community
    .command('list')
    .description('list the communities')
    .option('--json', 'print JSON')
    .action(async (options: { readonly json?: boolean }) => {
      const { communities } = await context.portal()
      const all = await communities.list()
      await print(io, options.json, all, () =>
        all.length === 0
          ? 'There is no community yet. Add one with: portal community add SLUG --name NAME --source files:DIR'
          : all.map((each) => `${each.slug.padEnd(24)} ${each.name.padEnd(28)} ${each.source}`).join('\n'),
      )
    })
}

async function readSettings(directory: string, file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(resolve(directory, file), 'utf8')
  } catch (error) {
    throw wrongUse(
      'settings_unreadable',
      `The settings file ${file} cannot be read (${(error as Error).message}).`,
    )
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw wrongUse('settings_no_json', `The settings file ${file} is not JSON (${(error as Error).message}).`)
  }
}

/** A directory is kept as an absolute path: the server that reads it later stands somewhere else. */
function absoluteSource(directory: string, source: string): string {
  return source.startsWith('files:') ? `files:${resolve(directory, source.slice('files:'.length))}` : source
}

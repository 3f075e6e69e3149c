import type { Command } from 'commander'
import { ALL_DEPARTMENTS, maskOf } from '../../kernel/departments.ts'
import { wrongUse } from '../../kernel/errors.ts'
import { RIGHTS, RIGHTS_OF_ROLE, ROLES, type Right, type Role } from '../../access/scope.ts'
import { print, type CommandContext } from '../context.ts'
import { linesOf } from '../io.ts'

interface AddOptions {
  readonly community: readonly string[]
  readonly role: string
  readonly name?: string
  readonly department: readonly string[]
  readonly allDepartments?: boolean
  readonly right: readonly string[]
  readonly passwordStdin?: boolean
  readonly json?: boolean
}

const collect = (value: string, before: readonly string[]) => [...before, value]

/** `portal user add` */
export function addUserCommands(program: Command, context: CommandContext): void {
  const { io } = context
  program
    .command('user')
    .description('Add the people who sign in')
    .command('add <email>')
    .description('add a user with a grant')
    .requiredOption(
      '--community <slug>',
      'the community of the grant; may be given several times',
      collect,
      [],
    )
    .requiredOption('--role <role>', ROLES.join(', '))
    .option('--name <name>', 'the name of the person')
    .option(
      '--department <name>',
      'a department whose records the user may see; may be given several times',
      collect,
      [],
    )
    .option('--all-departments', 'records of all departments, and of none')
    .option(
      '--right <right>',
      'a right beyond those of the role, such as search_tax_id; may be given several times',
      collect,
      [],
    )
    .option('--password-stdin', 'read the password from standard input')
    .option('--json', 'print JSON')
    .action(async (email: string, options: AddOptions) => {
      const role = roleOf(options.role)
      const rights = [...new Set([...RIGHTS_OF_ROLE[role], ...options.right.map(rightOf)])]
      if (options.community.length === 0)
        throw wrongUse('community_needed', 'Name the community of the grant with --community.')
      const everything =
        options.allDepartments === true || (role !== 'staff' && options.department.length === 0)
      if (!everything && options.department.length === 0)
        throw wrongUse(
          'departments_needed',
          'Say what the user may see: --department NAME (several times for several), or --all-departments.',
        )
      if (options.passwordStdin !== true)
        throw wrongUse(
          'password_needed',
          'Give the password on standard input, and say so with --password-stdin.',
        )
      const { communities, access } = await context.portal()
      const password = await firstLine(io.input())
      const named = await Promise.all(options.community.map((slug) => communities.get(slug)))
      const grants = []
      for (const { communityId } of named) {
        const bits = []
        for (const name of options.department) bits.push(await communities.departmentBit(communityId, name))
        const departments = everything ? ALL_DEPARTMENTS : maskOf(...bits)
        grants.push({ communityId, role, rights, departments })
      }
      const user = await access.addUser(
        { email, ...(options.name === undefined ? {} : { name: options.name }), password, grants },
        'operator',
      )
      const answer = { email: user.email, role, communities: named.map((community) => community.slug) }
      await print(
        io,
        options.json,
        answer,
        () => `Added ${user.email} (${role}) to ${named.map((community) => community.name).join(', ')}.`,
      )
    })
}

function roleOf(text: string): Role {
  const role = ROLES.find((each) => each === text)
  if (role === undefined) throw wrongUse('role_unknown', `"${text}" is not a role: use ${ROLES.join(', ')}.`)
  return role
}

function rightOf(text: string): Right {
  const right = RIGHTS.find((each) => each === text)
  if (right === undefined)
    throw wrongUse('right_unknown', `"${text}" is not a right: use ${RIGHTS.join(', ')}.`)
  return right
}

async function firstLine(input: AsyncIterable<string>): Promise<string> {
  for await (const line of linesOf(input)) return line
  return ''
}

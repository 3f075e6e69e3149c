import type { Role } from '../access/scope.ts'
import { formatCount } from '../kernel/format-count.ts'
import { moduleInWords } from '../kernel/modules.ts'
import type { WithheldCode } from '../sync/index.ts'

/** How the pages name what the records hold as codes. */

/** `Utility · Water`; the department alone where it says the same. */
export function moduleAndDepartment(module: string, department: string | null): string {
  const name = moduleInWords(module)
  return department === null || department === name ? name : `${name} · ${department}`
}

export const ROLE_IN_WORDS: Readonly<Record<Role, string>> = {
  staff: 'Staff',
  admin: 'Administrator',
  support: 'Support',
}

/** `1 customer`, `1,382 customers`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

const WITHHELD: Readonly<Record<WithheldCode, string>> = {
  account_inactive: 'inactive',
  account_closed: 'closed',
  not_marked_online: 'not marked for online access',
  no_eligible_balance: 'without a charge or balance that counts',
  module_not_shared: 'of a module that is not shared',
  confidential: 'confidential',
  no_account: 'without an account',
}

/** Why customers are withheld, to stand behind a number: `811 closed`. */
export function withheldInWords(code: string): string {
  return code in WITHHELD ? WITHHELD[code as WithheldCode] : code.replaceAll('_', ' ')
}

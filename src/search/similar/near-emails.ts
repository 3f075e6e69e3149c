import { remembering } from '../../kernel/remembering.ts'
import { editsBetween } from './edits.ts'
import { slipsOf } from './slips.ts'

/** The part before the `@` has so many characters at least: shorter ones with one wrong are anybody's. */
const LEAST_CHARACTERS = 4
/** What is written before the `@`: see `emailKey`. */
const CHARACTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789._-+']
/** Edits behind the `@`, such as that of `gmial.com`; its ending, after the last dot, may be any other. */
const MOST_EDITS_BEHIND = 2

/**
 * Whether a typed e-mail address is another one with one character missing, too many or wrong before the `@`, or two
 * neighbours swapped, or with two edits or another ending behind it, or any provider where the name says who is meant. Both are as `emailKey` makes them. The same address is not near.
 */
export function nearEmail(typed: string, email: string): boolean {
  const [name, domain] = partsOf(typed)
  const [otherName, otherDomain] = partsOf(email)
  if (name === otherName)
    return domain !== otherDomain && (saysWho(name) || areDomainsNear(domain, otherDomain))
  return nearTo(typed).has(email)
}

/** Whoever has such a name before the `@` has it at any provider; what everybody has there says nothing. */
const LEAST_SAYING = 6
const OF_ANY_OFFICE = new Set(
  'accounting accounts billing contact customerservice enquiries frontdesk invoices manager office payable payables payments reception service support utilities water'.split(
    ' ',
  ),
)

function saysWho(name: string): boolean {
  return name.length >= LEAST_SAYING && !OF_ANY_OFFICE.has(name)
}

/** One typed address is compared with those of many customers. */
const nearTo = remembering(1, (typed): ReadonlySet<string> => new Set(emailsNear(typed)))

/**
 * All addresses that are near to a typed one before the `@`, about 80 for each of its characters there, each once; and first
 * what stands before the `@`, with it, with which all begin that are near behind it: what to look for in an index.
 */
export function emailsNear(typed: string): string[] {
  const [name, domain] = partsOf(typed)
  if (name === '' || domain === '') return []
  if (name.length < LEAST_CHARACTERS) return [`${name}@`]
  return [`${name}@`, ...[...slipsOf(name, CHARACTERS)].map((each) => `${each}@${domain}`)]
}

function areDomainsNear(one: string, other: string): boolean {
  const [a = '', b = ''] = [one, other].map((domain) => domain.replace(/\.[^.]*$/, ''))
  return editsBetween(a, b, MOST_EDITS_BEHIND) <= MOST_EDITS_BEHIND
}

/** What stands before the `@`, and behind it. */
function partsOf(email: string): [string, string] {
  const at = email.indexOf('@')
  return at < 0 ? ['', ''] : [email.slice(0, at), email.slice(at + 1)]
}

import { editsBetween } from './edits.ts'

/** The part before the `@` has so many characters at least: shorter ones with one wrong are anybody's. */
const LEAST_CHARACTERS = 4
/** What is written before the `@`: see `emailKey`. */
const CHARACTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789._-+']
/** Edits behind the `@`, such as that of `gmial.com`; its ending, after the last dot, may be any other. */
const MOST_EDITS_BEHIND = 2

/** One typed address is compared with those of many customers. */
let last: { readonly typed: string; readonly near: ReadonlySet<string> } = { typed: '', near: new Set() }

/**
 * Whether a typed e-mail address is another one with one character missing, too many or wrong before the `@`, or two
 * neighbours swapped, or with two edits or another ending behind it. Both are as `emailKey` makes them. The same address is not near.
 */
export function nearEmail(typed: string, email: string): boolean {
  const [name, domain] = partsOf(typed)
  const [otherName, otherDomain] = partsOf(email)
  if (name === otherName) return domain !== otherDomain && areDomainsNear(domain, otherDomain)
  if (last.typed !== typed) last = { typed, near: new Set(emailsNear(typed)) }
  return last.near.has(email)
}

/**
 * All addresses that are near to a typed one before the `@`, about 80 for each of its characters there, each once; and first
 * what stands before the `@`, with it, with which all begin that are near behind it: what to look for in an index.
 */
export function emailsNear(typed: string): string[] {
  const [name, domain] = partsOf(typed)
  if (name === '' || domain === '') return []
  if (name.length < LEAST_CHARACTERS) return [`${name}@`]
  const near = new Set<string>()
  for (let i = 0; i <= name.length; i++) {
    const [before, after] = [name.slice(0, i), name.slice(i)]
    for (const character of CHARACTERS) near.add(before + character + after)
    if (after === '') continue
    near.add(before + after.slice(1))
    near.add(before + after.charAt(1) + after.charAt(0) + after.slice(2))
    for (const character of CHARACTERS) near.add(before + character + after.slice(1))
  }
  near.delete(name)
  return [`${name}@`, ...[...near].map((each) => `${each}@${domain}`)]
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

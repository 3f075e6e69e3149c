/** A person's name in its parts, as far as one line of print tells. */
export interface PersonName {
  readonly firstName: string | null
  readonly middleName: string | null
  readonly lastName: string | null
  readonly suffix: string | null
}

const SUFFIX = /^(jr|sr|ii|iii|iv|v|esq|md|phd)\.?$/i
/** Words that begin a surname of several: Maria de la Cruz, Ludwig van Beethoven. */
const PARTICLE =
  /^(af|al|bin|da|das|de|del|della|den|der|di|do|dos|du|el|la|las|le|los|san|santa|st\.?|ten|ter|van|vander|vom|von|zu)$/i
/** What no person is called: a business, where the source does not say what the customer is. */
const LEGAL_FORM =
  /(^|[\s,])(l\.?l\.?c|l\.?l\.?p|inc|incorporated|corp|corporation|ltd|limited|company|co|p\.?c|pllc|n\.?a)\.?$/i

/** Reads `Last, First Middle`, `Last Jr, First`, `Last, First, Jr` and `First Middle Last Jr`. */
export function parsePersonName(printed: string): PersonName {
  const [surname = '', ...rest] = printed.split(',').map((part) => part.trim())
  const given = rest.filter((part) => part !== '')
  if (given.length === 0) return inOrder(wordsIn(surname))
  const words = wordsIn(surname)
  let suffix = takeSuffix(words)
  const others = given.filter((part) => {
    if (!SUFFIX.test(part)) return true
    suffix ??= part
    return false
  })
  if (others.length === 0) return { ...inOrder(words), suffix }
  const names = wordsIn(others.join(' '))
  suffix ??= takeSuffix(names)
  return {
    firstName: names[0] ?? null,
    middleName: joined(names.slice(1)),
    lastName: joined(words),
    suffix,
  }
}

/** Whether a printed name ends in a legal form: `Acme Plumbing LLC`. */
export function looksLikeBusiness(printed: string): boolean {
  return LEGAL_FORM.test(printed.trim())
}

function inOrder(words: string[]): PersonName {
  const suffix = takeSuffix(words)
  const particle = words.findIndex((word, i) => i > 0 && i < words.length - 1 && PARTICLE.test(word))
  const surnameAt = particle > 0 ? particle : Math.max(0, words.length - 1)
  const given = words.slice(0, surnameAt)
  return {
    firstName: given[0] ?? null,
    middleName: joined(given.slice(1)),
    lastName: joined(words.slice(surnameAt)),
    suffix,
  }
}

/** Takes the suffix off the end of the words; a single word is a name, whatever it looks like. */
function takeSuffix(words: string[]): string | null {
  const last = words.at(-1)
  if (words.length < 2 || last === undefined || !SUFFIX.test(last)) return null
  words.pop()
  return last
}

function wordsIn(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

function joined(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(' ')
}

/**
 * Letters that are taken for one another when a name is read from paper or written by ear, mostly where more than one
 * letter changes. Words that are the same when these are folded are one confusion apart, however many edits it took.
 */
const FOLDED: Readonly<Record<string, string>> = {
  // read from paper
  0: 'o', 1: 'l', 2: 's', 5: 's', 6: 'b', 8: 'b', 9: 'g', rn: 'm', cl: 'd', vv: 'w',
  // written by ear
  ph: 'f', ck: 'k', qu: 'k', c: 'k', z: 's', x: 'ks', sch: 'sh', tch: 'ch', wh: 'w', kw: 'k', pf: 'f',
  ough: 'o', augh: 'o', igh: 'i', ie: 'i', ey: 'i', ee: 'i', ea: 'i', y: 'i',
} // prettier-ignore
const CONFUSED = /[0-25689zxy]|rn|cl|vv|ph|ck|qu|sch|tch|wh|kw|pf|[ao]ugh|igh|i?e[aey]?|c(?!h)/g
const MAC = /^mac(?=[^aeiouy]..)/
const SOFT_C = /c(?=[eiy])/g
const DOUBLED = /(.)\1+/g

/** A word with its easily confused letters folded: `phillips` and `filips` are both `filips`. */
export function confusionKey(word: string): string {
  return word
    .replace(MAC, 'mc')
    .replace(SOFT_C, 's')
    .replace(CONFUSED, (letters) => FOLDED[letters] ?? letters)
    .replace(DOUBLED, '$1')
}

/**
 * What the digits in a word say: that it is a number (`12b`, `3rd`, `apt12`), or that a letter or two of a name were
 * misread (`wi11iams`): when they are at most two among more than twice as many letters.
 */
export function digitsIn(word: string): 'none' | 'misread' | 'number' {
  const digits = word.match(DIGITS)?.length ?? 0
  if (digits === 0) return 'none'
  return digits <= 2 && word.length > 3 * digits ? 'misread' : 'number'
}

const DIGITS = /\d/g

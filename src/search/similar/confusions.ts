/**
 * Letters that are taken for one another when a name is read from paper or written by ear, mostly where more than one
 * letter changes. Words that are the same when these are folded are one confusion apart, however many edits it took.
 */
const FOLDED: Readonly<Record<string, string>> = {
  // read from paper
  0: 'o', 1: 'l', 5: 's', 8: 'b', rn: 'm', cl: 'd', vv: 'w',
  // written by ear
  ph: 'f', ck: 'k', qu: 'k', c: 'k', z: 's', x: 'ks', sch: 'sh', tch: 'ch', wh: 'w', kw: 'k', pf: 'f', ough: 'o', augh: 'o', igh: 'i',
  ie: 'i', ey: 'i', ee: 'i', ea: 'i', y: 'i',
} // prettier-ignore
const CONFUSED = /[0158zxy]|rn|cl|vv|ph|ck|qu|sch|tch|wh|kw|pf|[ao]ugh|igh|i?e[aey]?|c(?!h)/g
const MAC = /^mac(?=[^aeiouy]..)/
const SOFT_C = /c(?=[eiy])/g
const DOUBLED = /(.)\1+/g

/**
 * A word with its easily confused letters folded (`phillips` and `filips` are both `filips`); undefined when it holds
 * digits that are not a misread letter or two among more letters.
 */
export function confusionKey(word: string): string | undefined {
  if (DIGIT.test(word) && !MISREAD.test(word)) return undefined
  return word
    .replace(MAC, 'mc')
    .replace(SOFT_C, 's')
    .replace(CONFUSED, (letters) => FOLDED[letters] ?? letters)
    .replace(DOUBLED, '$1')
}

const DIGIT = /\d/
/** At most two of the digits that look like letters, and more than twice as many letters. */
const MISREAD =
  /^(?=(?:\D*\d){1,2}\D*$)(?=(?:\d*\D){5,})[^2-4679]*$|^(?=\D*\d\D*$)(?=(?:\d*\D){3,})[^2-4679]*$/

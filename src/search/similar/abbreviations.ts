/**
 * What is printed short on bills and licences, and what it stands for. Compiled by hand from common usage in the United
 * States (street types and directions as the postal service writes them). A short form may stand for several words
 * (`st` is street or saint); these are not forms of one another.
 */
const STANDS_FOR: Readonly<Record<string, string>> = {
  // street types
  aly: 'alley', av: 'avenue', ave: 'avenue', aven: 'avenue', avn: 'avenue', bch: 'beach', bl: 'boulevard',
  blf: 'bluff', blv: 'boulevard', blvd: 'boulevard', bnd: 'bend', br: 'branch', brg: 'bridge', brk: 'brook',
  byp: 'bypass', cir: 'circle', circ: 'circle', cmn: 'common', cor: 'corner', cr: 'creek crescent', crk: 'creek',
  cres: 'crescent', crst: 'crest', ct: 'court', cts: 'courts', ctr: 'center', cv: 'cove', cyn: 'canyon', dr: 'drive doctor',
  drv: 'drive', est: 'estate', ests: 'estates', expy: 'expressway', ext: 'extension', fld: 'field', flds: 'fields',
  fls: 'falls', frst: 'forest', frwy: 'freeway', fry: 'ferry', fwy: 'freeway', gdn: 'garden', gdns: 'gardens', gln: 'glen',
  grn: 'green', grv: 'grove', gtwy: 'gateway', hbr: 'harbor', hl: 'hill', hls: 'hills', holw: 'hollow', hts: 'heights',
  hvn: 'haven', hwy: 'highway', jct: 'junction', knl: 'knoll', lk: 'lake', lks: 'lakes',
  ln: 'lane', lndg: 'landing', lp: 'loop', mdw: 'meadow', mdws: 'meadows', ml: 'mill', mnr: 'manor', mt: 'mount mountain',
  mtn: 'mountain', orch: 'orchard', pk: 'park', pkwy: 'parkway', pky: 'parkway', pl: 'place',
  pln: 'plain', plz: 'plaza', pr: 'prairie', prt: 'port', pt: 'point', pte: 'point', rd: 'road', rdg: 'ridge', riv: 'river',
  rnch: 'ranch', rt: 'route', rte: 'route', shr: 'shore', shrs: 'shores', smt: 'summit', spg: 'spring', spgs: 'springs',
  sq: 'square', st: 'street saint', sta: 'station santa', str: 'street', ter: 'terrace', terr: 'terrace', trce: 'trace',
  tpke: 'turnpike', tr: 'trail terrace', trl: 'trail', vl: 'ville', vlg: 'village', vly: 'valley',
  vw: 'view', wy: 'way', xing: 'crossing', xrd: 'crossroad',
  // directions
  e: 'east', n: 'north', ne: 'northeast', nw: 'northwest', s: 'south', se: 'southeast', sw: 'southwest', w: 'west', no: 'north', so: 'south',
  // numbers of streets
  '1st': 'first', '2nd': 'second', '3rd': 'third', '4th': 'fourth', '5th': 'fifth', '6th': 'sixth', '7th': 'seventh',
  '8th': 'eighth', '9th': 'ninth', '10th': 'tenth', '11th': 'eleventh', '12th': 'twelfth', '13th': 'thirteenth', '14th': 'fourteenth',
  '15th': 'fifteenth', '16th': 'sixteenth', '17th': 'seventeenth', '18th': 'eighteenth', '19th': 'nineteenth',
  '20th': 'twentieth', '30th': 'thirtieth', '40th': 'fortieth', '50th': 'fiftieth', '60th': 'sixtieth', '70th': 'seventieth',
  '80th': 'eightieth', '90th': 'ninetieth',
  // within a building
  apt: 'apartment', bldg: 'building', bsmt: 'basement', dept: 'department', fl: 'floor', flr: 'floor', frnt: 'front',
  lt: 'lot', num: 'number', ofc: 'office', rm: 'room', spc: 'space', ste: 'suite', trlr: 'trailer',
  // places and people
  cnty: 'county', co: 'company county', ft: 'fort', hon: 'honorable', msgr: 'monsignor', rev: 'reverend', sr: 'senior',
  jr: 'junior', sto: 'santo', twp: 'township', univ: 'university',
  // organisations
  amer: 'american', apts: 'apartments', bapt: 'baptist', bd: 'board', ch: 'church', fed: 'federal', luth: 'lutheran',
  meth: 'methodist', ttee: 'trustee', vet: 'veterinary veterans', vol: 'volunteer', cty: 'city', hgts: 'heights',
  acad: 'academy', assn: 'association', assoc: 'associates association',
  assocs: 'associates', auth: 'authority', bros: 'brothers', cath: 'catholic',
  comm: 'community commission', const: 'construction', constr: 'construction', contr: 'contractors',
  coop: 'cooperative', corp: 'corporation', ctrs: 'centers', dev: 'development', devel: 'development',
  dist: 'district', distr: 'distributors', div: 'division', elec: 'electric', elem: 'elementary', engr: 'engineering',
  ent: 'enterprises', entr: 'enterprises', equip: 'equipment', fdn: 'foundation', fin: 'financial', fndn: 'foundation',
  govt: 'government', grp: 'group', hosp: 'hospital', inc: 'incorporated', ind: 'industries',
  inds: 'industries', ins: 'insurance', inst: 'institute', intl: 'international', inv: 'investments', ltd: 'limited',
  maint: 'maintenance', med: 'medical', mfg: 'manufacturing', mgmt: 'management', mgt: 'management', mgr: 'manager',
  mkt: 'market', mktg: 'marketing', natl: 'national', org: 'organization', partn: 'partners', pharm: 'pharmacy',
  presb: 'presbyterian', prod: 'products', prods: 'products', prop: 'property', props: 'properties', pship: 'partnership',
  ptnr: 'partner', ptnrs: 'partners', rest: 'restaurant', rlty: 'realty', sch: 'school', serv: 'service services',
  soc: 'society', svc: 'service', svcs: 'services', sys: 'systems', tech: 'technology', trans: 'transportation',
  trst: 'trust', util: 'utilities', utils: 'utilities', whse: 'warehouse',
} // prettier-ignore

const NONE: readonly string[] = []
const EXPANSIONS = new Map(Object.entries(STANDS_FOR).map(([short, words]) => [short, words.split(' ')]))
const SHORT_FOR = new Map<string, string[]>()
for (const [short, words] of EXPANSIONS)
  for (const word of words) SHORT_FOR.set(word, [...(SHORT_FOR.get(word) ?? []), short])

/** The words that an abbreviation stands for; none when it is no abbreviation that we know. */
export function expansionsOf(word: string): readonly string[] {
  return EXPANSIONS.get(word) ?? NONE
}

/** The abbreviations of a word that is written out; none when we know none. */
export function abbreviationsOf(word: string): readonly string[] {
  return SHORT_FOR.get(word) ?? NONE
}

/** What stands before a name; short, some may as well be the kind of a street behind it: `St. John`, `Dr. Lee`. */
const BEFORE_A_NAME: ReadonlySet<string> = new Set(
  'saint santa santo doctor reverend monsignor honorable'.split(' '),
)

/**
 * Other ways in which the words of a line are written, short or in full. The name of a person has no streets, and in an
 * address the place decides: in `7 St Clair St` the first is a saint, and the last a street; that of `7 Main St Rear` may be either.
 * @param words in their order
 * @param line `name` where it may be that of a business
 */
export function otherFormsOf(words: readonly string[], line: 'person' | 'name' | 'address'): string[] {
  return words.flatMap((word, i) => {
    const inFull = expansionsOf(word)
    const titles = inFull.filter((each) => BEFORE_A_NAME.has(each))
    if (line === 'person') return [...titles, ...(BEFORE_A_NAME.has(word) ? shortFormsOf(word) : [])]
    if (line === 'name' || titles.length === 0) return [...inFull, ...shortFormsOf(word)]
    if (!isNameOfPlace(words[i + 1])) return inFull.filter((each) => !titles.includes(each))
    return words.slice(0, i).some(isNameOfPlace) ? inFull : titles
  })
}

function isNameOfPlace(word: string | undefined): boolean {
  return word !== undefined && /^\p{L}{2,}$/u.test(word) && !OF_ANY_ADDRESS.has(word)
}

/** The abbreviations of a word by which it is not found anyway: `ave` begins `avenue`, and `blv` begins `blvd`. */
function shortFormsOf(word: string): readonly string[] {
  const short = abbreviationsOf(word).filter((each) => !word.startsWith(each))
  return short.filter((each) => !short.some((other) => other !== each && other.startsWith(each)))
}

/** The words, written out, that a word may stand for, itself included when it has a short form; else none. */
export function meaningsOf(word: string): readonly string[] {
  return SHORT_FOR.has(word) ? [word, ...expansionsOf(word)] : expansionsOf(word)
}

/** Junior and the like: not what anybody is looked for by, and often missing in the record or in the search. */
export const GENERATIONAL_SUFFIXES: ReadonlySet<string> = new Set([
  'jr',
  'junior',
  'sr',
  'senior',
  'ii',
  'iii',
  'iv',
])

/** What stands before a name on a letter: of the same person, some records have it and most have not. */
export const TITLES: ReadonlySet<string> = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'mister',
  'dr',
  'doctor',
  'rev',
  'reverend',
  'senor',
  'senora',
  'sra',
  'srta',
])

/** What the law requires behind the name of a business: left out by whoever searches, or written another way. */
export const LEGAL_FORMS: ReadonlySet<string> = new Set(
  `co company corp corporation inc incorporated limited llc llp lllp lp ltd pa pc plc pllc dba assn association trust
  trustee trustees ttee dtd estate`.split(/\s+/),
)

/** What half of all addresses have: the kind of a street, a direction, a part of a building. Surnames, such as Lane, are left out. */
export const OF_ANY_ADDRESS: ReadonlySet<string> = new Set(
  `street st str avenue ave av road rd drive dr drv way wy court ct place pl circle cir circuit boulevard blvd terrace ter terr
  trail trl highway hwy parkway pkwy crescent cres close loop lp north n south s east e west w northeast ne northwest nw southeast
  se southwest sw apartment apt unit suite ste lot lt floor fl room rm building bldg space spc trailer trlr box`.split(
    /\s+/,
  ),
)

/** Words that tie the words of a name together, and that nobody is looked for by. */
export const CONNECTIVES: ReadonlySet<string> = new Set(['and', 'or', 'the', 'of', 'at', 'for', 'y', 'et'])

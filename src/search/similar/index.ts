export {
  CONNECTIVES,
  GENERATIONAL_SUFFIXES,
  LEGAL_FORMS,
  OF_ANY_ADDRESS,
  TITLES,
  abbreviationsOf,
  expansionsOf,
} from './abbreviations.ts'
export { closenessOf } from './closeness.ts'
export { digitsIn } from './confusions.ts'
export { joinsOf, macsOf, particlesJoinedIn, shiftsOf, splitsOf } from './joined-words.ts'
export { LABELS, withoutLabels } from './labels.ts'
export { Lexicon, type SimilarWord } from './lexicon.ts'
export { emailsNear, nearEmail } from './near-emails.ts'
export { nearNumber, numbersNear } from './near-numbers.ts'
export { hasOtherForms } from './word-form.ts'
export { nearness, type How, type Nearness, type Penalty } from './similarity.ts'

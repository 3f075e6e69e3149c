export { MOST_CANDIDATES, type Candidate } from './candidates.ts'
export { createExplain, type Explain, type ExplainRequest } from './explain.ts'
export type { Explanation, Question } from './explanation.ts'
export {
  createHistory,
  type CustomerAt,
  type CustomerChanges,
  type CustomerHistory,
  type History,
  type RunChanges,
} from './history/history.ts'

import { fail, note, type Circumstances } from './sentences.ts'
import type { Explanation, GateResult } from './explanation.ts'
import { GATES } from './explanation.ts'

/**
 * The answer to somebody who may know of no record of the community: what they lack. It is the same for every question,
 * and does not repeat it.
 */
export function generalAdvice(hasGrant: boolean, at: Circumstances): Explanation {
  const failure = hasGrant
    ? fail('no_search_right', { viewer: 'You' }, at)
    : fail('other_community', { viewer: 'You' }, at)
  return {
    outcome: 'not_found',
    subject: null,
    gates: GATES.map((gate): GateResult =>
      gate === 'permitted'
        ? {
            gate,
            outcome: 'fail',
            failures: [failure],
            notes: [note('other_community', { allDepartments: true }, at)],
          }
        : { gate, outcome: 'not_asked', failures: [], notes: [] },
    ),
    live: null,
    dataAsOf: null,
    nextSyncAt: null,
  }
}

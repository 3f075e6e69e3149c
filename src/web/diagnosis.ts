import type { User } from '../access/scope.ts'
import type { Candidate, Explanation, Question } from '../explain/index.ts'
import type { Community } from '../kernel/community.ts'
import type { Search } from '../search/index.ts'
import type { WebPortal } from './portal.ts'

/** What a page says about somebody who is missing: the explanation, or first a choice of whom it is about. */
export type Diagnosis =
  | { readonly kind: 'choose'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'explained'; readonly explanation: Explanation }

interface Asked {
  readonly community: Community
  readonly question: Question
  readonly asker: User
  readonly viewer: User
  /** With which it was searched for before. */
  readonly search?: Search
}

/**
 * Explains why a customer is not listed. Words that fit several customers of the asker's world lead to a choice; an id or
 * an account number names its customer by itself.
 */
export async function diagnose({ explain }: Pick<WebPortal, 'explain'>, asked: Asked): Promise<Diagnosis> {
  const { question } = asked
  if (question.customer === undefined && question.account === undefined) {
    const candidates = await explain.listCandidates(asked)
    if (candidates.length > 1) return { kind: 'choose', candidates }
  }
  return { kind: 'explained', explanation: await explain.explain(asked) }
}

import type { Question } from './explanation.ts'
import { candidateAccounts, type Subject } from './facts.ts'
import { findSubjects, type Reach } from './find-subjects.ts'
import { readCustomer } from './read-customer.ts'

/** A customer that a question may be about. */
export interface Candidate {
  readonly customerId: string
  readonly name: string
  readonly accountNumbers: readonly string[]
}

/** Customers among whom somebody chooses: of more, something has to be typed that tells them apart. */
export const MOST_CANDIDATES = 10

/** The customers of the asker's world that a question may be about, best first. */
export async function listCandidates(reach: Reach, question: Question): Promise<readonly Candidate[]> {
  const { text, customer, account } = question
  if (text === undefined || customer !== undefined || account !== undefined)
    return (await findSubjects(reach, question)).flatMap(candidateOf)
  const found = await reach.findByWords(text, MOST_CANDIDATES)
  if (found.length === 0) return (await findSubjects(reach, question)).flatMap(candidateOf)
  const candidates: Candidate[] = []
  for (const customerId of found)
    candidates.push(...candidateOf(await readCustomer(reach.store, reach.world, customerId, reach.timeZone)))
  return candidates
}

function candidateOf(subject: Subject): Candidate[] {
  if (subject.kind === 'customer') {
    const { customerId, name } = subject.customer
    const accountNumbers = candidateAccounts(subject.customer).map((account) => account.accountNumber)
    return [{ customerId, name, accountNumbers }]
  }
  if ('customer' in subject && subject.customer !== null) return [{ ...subject.customer, accountNumbers: [] }]
  return []
}

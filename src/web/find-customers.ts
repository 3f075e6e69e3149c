import pLimit from 'p-limit'
import { recorded } from '../search/recorded.ts'
import type { SearchResult } from '../search/result.ts'
import { PortalError } from '../kernel/errors.ts'
import { diagnose, type Diagnosis } from './diagnosis.ts'
import type { Standing } from './environment.ts'
import type { WebPortal } from './portal.ts'
import { showsContact, type Sought } from './sought.ts'

/**
 * Searches that the process works at; the others wait in line. It has one core, so that more at once would make all of
 * them late, and those most that ask the database most often. Explanations are not in the line: one may wait for a source.
 */
const AT_ONCE = 8
const inLine = pLimit(AT_ONCE)

/** What a search leads to; `diagnosis` where nobody fits as typed. */
export interface Found {
  readonly result: SearchResult
  readonly diagnosis: Diagnosis | undefined
}

/** Searches as a page does, and where nobody is found asks why. What cannot be searched is one sentence that says why. */
export async function findCustomers(
  portal: WebPortal,
  { community, scope, user }: Standing,
  sought: Sought,
): Promise<Found | { readonly problem: string }> {
  const { q: text, filters, sort, page } = sought
  const find = async (): Promise<Found> => {
    const request = { text, filters, sort, page, contact: showsContact(sought) }
    const search = portal.search.forOneAnswer()
    const result = await inLine(() => search.search(community, scope, request))
    if (result.asTyped > 0) return { result, diagnosis: undefined }
    const asked = { community, question: { text, filters, sort }, asker: user, viewer: user, search }
    if (result.total === 0) return { result, diagnosis: await diagnose(portal, asked) }
    // Somebody who fits as typed may be withheld: that is told before those who are similar.
    return { result, diagnosis: { kind: 'explained', explanation: await portal.explain.explain(asked) } }
  }
  try {
    return await recorded(
      { access: portal.access, community, by: { user, isOperator: false } },
      text,
      find,
      ({ result }) => result.total > 0,
    )
  } catch (error) {
    if (error instanceof PortalError) return { problem: error.message }
    throw error
  }
}

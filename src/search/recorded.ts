import { deedOf, type Access, type Doer } from '../access/index.ts'
import type { Community } from '../kernel/community.ts'
import { PortalError } from '../kernel/errors.ts'
import { asksTaxId } from './tax-id-asked.ts'

/** Whose look is written down, and where. */
export interface Recorder {
  readonly access: Pick<Access, 'audit'>
  readonly community: Community
  readonly by: Doer
}

/**
 * Looks, and where a tax id is asked for leaves a record of it in the audit: who, when, and whether it found somebody, was
 * refused or failed. Never the id. Without the record nobody gets the answer.
 */
export async function recorded<T>(
  { access, community, by }: Recorder,
  text: string,
  look: () => Promise<T>,
  hasFound: (answer: T) => boolean,
): Promise<T> {
  if (!asksTaxId(text)) return await look()
  const write = (outcome: 'found' | 'nobody' | 'refused' | 'failed') =>
    access.audit(
      deedOf(by, { action: 'tax_id_looked_up', communityId: community.communityId, facts: { outcome } }),
    )
  let answer: T
  try {
    answer = await look()
  } catch (error) {
    await write(error instanceof PortalError && error.code === 'not_permitted' ? 'refused' : 'failed')
    throw error
  }
  await write(hasFound(answer) ? 'found' : 'nobody')
  return answer
}

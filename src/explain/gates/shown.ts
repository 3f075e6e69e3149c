import { PAGE_SIZE } from '../../search/result.ts'
import type { Failure } from '../explanation.ts'
import { fail, type Circumstances } from '../sentences.ts'

/** Gate 6: is it within the part of the results that is displayed? `rank` from 1; null beyond what search counts. */
export function shown(rank: number | null, at: Circumstances): Failure[] {
  if (rank !== null && rank <= PAGE_SIZE) return []
  return [
    fail(
      'below_the_fold',
      { rank, page: rank === null ? null : Math.ceil(rank / PAGE_SIZE), pageSize: PAGE_SIZE },
      at,
    ),
  ]
}

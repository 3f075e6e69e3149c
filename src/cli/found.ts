import { formatCount } from '../kernel/format-count.ts'
import { formatCents } from '../kernel/money.ts'
import type { Hit, ManyResult, SearchResult } from '../search/index.ts'

/** What a search found, in words. */
export function foundInOne(result: SearchResult): string {
  if (result.total === 0)
    return `Nobody was found for "${result.query}". Ask why with: portal explain "${result.query}" --as EMAIL`
  return [
    `${totalOf(result)}${guessed(result)}, data as of ${result.dataAsOf ?? 'never'}`,
    ...result.hits.flatMap(linesOf),
  ].join('\n')
}

/** The same of several communities: how many in each, then the best of all. */
export function foundInMany(result: ManyResult): string {
  const places = result.communities.map(
    (place) => `  ${place.name}: ${totalOf(place)}, data as of ${place.dataAsOf ?? 'never'}`,
  )
  const hits = result.hits.flatMap((hit) => {
    const [name = '', ...accounts] = linesOf(hit)
    return [`${name}  ${hit.community}`, ...accounts]
  })
  if (result.total === 0) return [`Nobody was found for "${result.query}".`, ...places].join('\n')
  return [totalOf(result), ...places, ...hits].join('\n')
}

/** The others are behind those who fit. */
function guessed({ total, asTyped }: SearchResult): string {
  return asTyped === total ? '' : `, of whom ${formatCount(asTyped)} fit as typed`
}

function totalOf({ total, capped }: { readonly total: number; readonly capped: boolean }): string {
  return `${formatCount(total)}${capped ? ' or more' : ''} ${total === 1 ? 'customer' : 'customers'}`
}

function linesOf(hit: Hit): string[] {
  return [
    `${hit.name}  (${hit.customerId})`,
    ...hit.accounts.map(
      (account) =>
        `    ${account.accountNumber.padEnd(16)} ${account.module.padEnd(18)} ${account.status.padEnd(9)} ${formatCents(account.balanceCents).padStart(12)}  ${account.serviceAddress ?? ''}`,
    ),
  ]
}

import { filtersSet } from './filters.ts'
import type { Found } from './find.ts'
import { piecesTyped, type Piece } from './asked-fields.ts'
import type { Relaxed } from './result.ts'
import type { Sought } from './search.ts'

/** A change to a search, and what it is called. */
interface Change {
  readonly change: string
  readonly sought: Sought
}

/** Searches that are tried at the most. */
const MOST_TRIES = 12
/** Of more words than these, the last ones stay. */
const MOST_PIECES = 12

/**
 * The smallest change to a search that finds somebody who fits it, proved by running it; null where none of those tried
 * does. In the order in which they are tried: without a filter, without any, a word anywhere instead of in one field, without one
 * word (the last first, as the first is the surest), without one and any filter, without two.
 */
export async function relax(
  sought: Sought,
  run: (sought: Sought) => Promise<Found>,
): Promise<Relaxed | null> {
  for (const { change, sought: changed } of changesTo(sought).slice(0, MOST_TRIES)) {
    const found = await run(changed)
    if (found.asTyped > 0)
      return {
        change,
        words: changed.text,
        filters: changed.filters ?? {},
        total: found.asTyped,
        capped: found.capped,
      }
  }
  return null
}

function changesTo(sought: Sought): Change[] {
  const { text, filters = {} } = sought
  const all = piecesTyped(text)
  const pieces = all.slice(0, MOST_PIECES)
  const unfiltered = filtersSet(filters).map((name): Change => ({
    change: `Without the limit to ${name} “${filters[name] ?? ''}”`,
    sought: { ...sought, filters: { ...filters, [name]: undefined } },
  }))
  const withoutAny = { ...sought, filters: {} }
  const unlimited: Change[] =
    unfiltered.length < 2 ? [] : [{ change: 'Without any of the limits', sought: withoutAny }]
  const textOf = (some: readonly Pick<Piece, 'typed'>[]) => some.map(({ typed }) => typed).join(' ')
  const anywhere = pieces.flatMap(({ field, sought: value }, i): Change[] => {
    if (field === undefined || field === 'tax' || value === '') return []
    const changed = { ...sought, text: textOf(all.with(i, { typed: value, sought: value })) }
    return [{ change: `“${value}” anywhere`, sought: changed }]
  })
  const without = (...left: number[]): Change => ({
    change: `Without ${left.map((i) => `“${pieces[i]?.typed ?? ''}”`).join(' and ')}`,
    sought: { ...sought, text: textOf(all.filter((_, i) => !left.includes(i))) },
  })
  const one = pieces.length < 2 ? [] : pieces.map((_, i) => without(pieces.length - 1 - i))
  const oneUnlimited =
    unfiltered.length === 0
      ? []
      : one.map(({ change, sought: { text: left } }) => ({
          change: `${change} and ${unfiltered.length === 1 ? 'the limit' : 'any of the limits'}`,
          sought: { ...withoutAny, text: left },
        }))
  const two =
    pieces.length < 3
      ? []
      : pieces.flatMap((_, i) => pieces.flatMap((_, j) => (j > i ? [without(i, j)] : []))).toReversed()
  return [...unfiltered, ...unlimited, ...anywhere, ...one, ...oneUnlimited, ...two]
}

import type { StatusRun } from '../../sync/index.ts'
import { momentInWords } from '../times.ts'

interface Props {
  /** Newest first. */
  readonly runs: readonly StatusRun[]
  readonly timeZone: string
  readonly now: Date
}

const WIDTH = 8
const GAP = 3
const HEIGHT = 36

/** How old the data had become when each of the last runs renewed it, oldest on the left; failed runs have a mark. */
export function Freshness({ runs, timeZone, now }: Props) {
  const points = agesOf(runs)
  const [oldest] = points
  if (!oldest) return <p>Nothing can be said before the second run.</p>
  const highest = Math.max(...points.map(({ ageMs }) => ageMs), 60_000)
  const failed = points.filter(({ renewed }) => !renewed).length
  const says =
    `Since ${momentInWords(oldest.at, timeZone, now)}, the data was at most ${ageInWords(Math.max(...points.map(({ ageMs }) => ageMs)))} old when it was read again` +
    (failed === 0 ? ', and every run completed.' : `; ${failed} of ${points.length} runs did not complete.`)
  return (
    <figure class="freshness">
      <svg
        width={points.length * (WIDTH + GAP)}
        height={HEIGHT + 6}
        viewBox={`0 0 ${points.length * (WIDTH + GAP)} ${HEIGHT + 6}`}
        role="img"
        aria-label={says}
      >
        {points.map(({ ageMs, renewed }, index) => {
          const height = Math.max(2, (ageMs / highest) * HEIGHT)
          return (
            <>
              <rect
                class={renewed ? 'freshness__bar' : 'freshness__bar freshness__bar--failed'}
                x={index * (WIDTH + GAP)}
                y={(HEIGHT - height).toFixed(1)}
                width={WIDTH}
                height={height.toFixed(1)}
                rx="1"
              />
              {!renewed && (
                <circle
                  class="freshness__mark"
                  cx={index * (WIDTH + GAP) + WIDTH / 2}
                  cy={HEIGHT + 4}
                  r="2"
                />
              )}
            </>
          )
        })}
      </svg>
      <figcaption>{says}</figcaption>
    </figure>
  )
}

interface Point {
  readonly at: string
  /** Age of the data when this run ended, before it counted. */
  readonly ageMs: number
  readonly renewed: boolean
}

/** Each run after the first that completed, oldest first. */
function agesOf(runs: readonly StatusRun[]): Point[] {
  const points: Point[] = []
  let readAt: number | undefined
  for (const { status, startedAt, durationMs, sourceReadAt } of [...runs].reverse()) {
    if (status === 'running') continue
    const renewed = status === 'completed'
    if (readAt !== undefined)
      points.push({ at: startedAt, ageMs: Math.max(0, Date.parse(startedAt) + durationMs - readAt), renewed })
    if (renewed && sourceReadAt !== null) readAt = Date.parse(sourceReadAt)
  }
  return points
}

function ageInWords(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1_440)} days`
}

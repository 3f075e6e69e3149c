import { formatCount } from '../../kernel/format-count.ts'
interface Props {
  /** From 1. */
  readonly current: number
  readonly last: number
  readonly pathOf: (page: number) => string
  /** What they are pages of, where a page has several such lists. */
  readonly label?: string
}

/** The way to the other pages of a list; nothing where there is one page. */
export function Pages({ current, last, pathOf, label = 'Pages' }: Props) {
  if (last <= 1 && current === 1) return null
  return (
    <nav class="pages" aria-label={label}>
      {current > 1 && (
        <a href={pathOf(Math.min(current - 1, Math.max(last, 1)))} rel="prev">
          Previous
        </a>
      )}
      <span>
        Page {formatCount(current)} of {formatCount(Math.max(last, 1))}
      </span>
      {current < last && (
        <a href={pathOf(current + 1)} rel="next">
          Next
        </a>
      )}
    </nav>
  )
}

interface Props {
  /** From 1. */
  readonly current: number
  readonly last: number
  readonly pathOf: (page: number) => string
}

/** The way to the other pages of a list; nothing where there is one page. */
export function Pages({ current, last, pathOf }: Props) {
  if (last <= 1 && current === 1) return null
  return (
    <nav class="pages" aria-label="Pages">
      {current > 1 && (
        <a href={pathOf(current - 1)} rel="prev">
          Previous
        </a>
      )}
      <span>
        Page {current.toLocaleString('en-US')} of {Math.max(last, 1).toLocaleString('en-US')}
      </span>
      {current < last && (
        <a href={pathOf(current + 1)} rel="next">
          Next
        </a>
      )}
    </nav>
  )
}

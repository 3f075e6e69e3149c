import type { Child } from 'hono/jsx'

/** A button that sends its form with one action among several. */
export function Act({ value, main = false, children }: { value: string; main?: boolean; children?: Child }) {
  return (
    <button
      class={main ? 'usa-button' : 'usa-button usa-button--outline'}
      name="action"
      value={value}
      type="submit"
    >
      {children}
    </button>
  )
}

import type { Child } from 'hono/jsx'

/** What was just done, at the top of the page that follows; nothing otherwise. */
export function Done({ says }: { says: Child | undefined }) {
  if (says === undefined) return null
  return (
    <div class="usa-alert usa-alert--success usa-alert--slim" role="status">
      <div class="usa-alert__body">
        <p class="usa-alert__text">{says}</p>
      </div>
    </div>
  )
}

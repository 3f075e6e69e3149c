import type { PropsWithChildren } from 'hono/jsx'

/**
 * Where the results stand. The client script replaces them while somebody types, and says so where the portal does not
 * answer.
 */
export function LiveResults({ children }: PropsWithChildren) {
  return (
    <>
      <p id="announcement" class="usa-sr-only" role="status"></p>
      <div id="no-answer" class="usa-alert usa-alert--warning usa-alert--slim usa-alert--no-icon" hidden>
        <div class="usa-alert__body">
          <p class="usa-alert__text">
            The portal does not answer. What you see here was found before; your search is tried again.
          </p>
        </div>
      </div>
      <div id="results">{children}</div>
    </>
  )
}

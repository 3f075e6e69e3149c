import type { Child } from 'hono/jsx'
import { paths } from '../paths.ts'

interface Props {
  /** What to do where a tax id is typed, which is not looked up while somebody types. */
  readonly aboutTaxId: Child
  readonly children?: Child
}

/**
 * Where the results stand. The client script replaces them while somebody types, and says so where that takes long, where
 * the portal does not answer or has to be signed in to again, and where the form has to be sent.
 */
export function LiveResults({ aboutTaxId, children }: Props) {
  return (
    <div class="live">
      <p id="announcement" class="usa-sr-only" role="status"></p>
      <p id="searching" class="searching" hidden>
        Searching…
      </p>
      <div id="no-answer" class="usa-alert usa-alert--warning usa-alert--slim usa-alert--no-icon" hidden>
        <div class="usa-alert__body">
          <p class="usa-alert__text">
            The portal does not answer. Your search is tried again; results that you see were found before.
          </p>
        </div>
      </div>
      <div id="signed-out" class="usa-alert usa-alert--warning usa-alert--slim usa-alert--no-icon" hidden>
        <div class="usa-alert__body">
          <p class="usa-alert__text">
            You are signed out. <a href={paths.signIn}>Sign in again</a>: what you typed is searched then.
            Results that you see were found before.
          </p>
        </div>
      </div>
      <div id="by-the-button" hidden>
        {aboutTaxId}
      </div>
      <div id="results">{children}</div>
    </div>
  )
}

import { Field } from '../components/form.tsx'
import type { Community } from '../../kernel/community.ts'
import { paths, type WhyQuery } from '../paths.ts'

/** Somebody for whom an administrator or support may ask. */
export interface Viewer {
  readonly email: string
  readonly name: string
}

interface Props {
  readonly community: Community
  readonly asked: WhyQuery
  readonly viewers: readonly Viewer[]
  /** There is an answer above; the form is for the next question. */
  readonly folded: boolean
}

/** What somebody knows about a customer. One of the three is enough. */
export function WhyForm({ folded, ...props }: Props) {
  if (!folded) return <Questions {...props} />
  return (
    <details class="fold fold--form">
      <summary>Ask about somebody else, or differently</summary>
      <Questions {...props} />
    </details>
  )
}

function Questions({ community: { slug, settings }, asked, viewers }: Omit<Props, 'folded'>) {
  return (
    <form class="stack why-form" action={paths.why(slug)} method="get">
      <Field
        name="text"
        label="What you searched for"
        hint="The name, the address, the phone number: as you typed it"
        value={asked.text}
      />
      <Field name="account" label="Account number" hint="If you have it, in full" value={asked.account} />
      <Field
        name="customer"
        label={`Customer number in ${settings.systemOfRecordName}`}
        hint="If you have it"
        value={asked.customer}
      />
      {viewers.length > 0 && (
        <div class="usa-form-group">
          <label class="usa-label" for="viewer">
            Who does not see the customer?
          </label>
          <select class="usa-select" id="viewer" name="viewer">
            <option value="">I do not</option>
            {viewers.map(({ email, name }) => (
              <option value={email} selected={email === asked.viewer}>
                {name} ({email})
              </option>
            ))}
          </select>
        </div>
      )}
      <div class="usa-checkbox">
        <input
          class="usa-checkbox__input"
          id="live"
          type="checkbox"
          name="live"
          value="1"
          checked={asked.live === true}
        />
        <label class="usa-checkbox__label" for="live">
          Also ask {settings.systemOfRecordName} now
        </label>
      </div>
      <button class="usa-button" type="submit">
        Find out why
      </button>
    </form>
  )
}

import type { Child } from 'hono/jsx'

export interface Problem {
  /** The name of the field that it is about. */
  readonly field: string
  /** One sentence that says what to do. */
  readonly says: string
}

/** What is wrong with a form, at the top of the page, each with a link to its field. */
export function ErrorSummary({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) return null
  return (
    <div class="usa-alert usa-alert--error" role="alert">
      <div class="usa-alert__body">
        <h2 class="usa-alert__heading">There is a problem</h2>
        {problems.map(({ field, says }) => (
          <p class="usa-alert__text">
            <a href={`#${field}`}>{says}</a>
          </p>
        ))}
      </div>
    </div>
  )
}

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'email' | 'password'
  readonly value?: string | undefined
  readonly hint?: Child
  readonly autocomplete?: string
  readonly autofocus?: boolean
  readonly wrong?: string | undefined
}

/** A labelled box for one line of text. */
export function Field({
  name,
  label,
  type = 'text',
  value,
  hint,
  autocomplete = 'off',
  autofocus = false,
  wrong,
}: FieldProps) {
  const described = [
    hint === undefined ? '' : `${name}-hint`,
    wrong === undefined ? '' : `${name}-wrong`,
  ].filter(Boolean)
  return (
    <div class={wrong === undefined ? 'usa-form-group' : 'usa-form-group usa-form-group--error'}>
      <label class="usa-label" for={name}>
        {label}
      </label>
      {hint !== undefined && (
        <span class="usa-hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
      {wrong !== undefined && (
        <span class="usa-error-message" id={`${name}-wrong`}>
          {wrong}
        </span>
      )}
      <input
        class="usa-input"
        id={name}
        name={name}
        type={type}
        value={value ?? ''}
        autocomplete={autocomplete}
        autofocus={autofocus}
        {...(described.length > 0 ? { 'aria-describedby': described.join(' ') } : {})}
        {...(wrong === undefined ? {} : { 'aria-invalid': 'true' })}
      />
    </div>
  )
}

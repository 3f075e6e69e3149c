import type { Child } from 'hono/jsx'
import { Icon } from '../components/icon.tsx'
import { columnsInAddress } from '../columns.ts'
import { LONGEST_SEARCH, type Sought } from '../sought.ts'

interface Props {
  readonly action: string
  readonly sought: Sought
  /** What is wrong with the search, in one sentence. */
  readonly problem?: string | undefined
  /** What stands behind the fold. */
  readonly children?: Child
}

/**
 * The one box, and behind a fold the other ways to search. It is posted, and sent on to the address of the search: so the
 * address is short whatever the form holds, and a tax id never stands in one.
 */
export function SearchForm({ action, sought, problem, children }: Props) {
  const columns = columnsInAddress(sought.columns)
  return (
    // What a browser fills in after Back, it fills in behind the script, which would show other results.
    <form class="search-form" action={action} method="post" role="search" autocomplete="off" data-live-search>
      <label class="usa-sr-only" for="q">
        Name, account number, address, phone or e-mail
      </label>
      <div class="search-form__line">
        <input
          class="usa-input search-form__box"
          id="q"
          name="q"
          type="search"
          value={sought.q}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxlength={LONGEST_SEARCH + 1}
          aria-describedby={problem === undefined ? 'q-hint' : 'q-wrong q-hint'}
          {...(problem === undefined ? {} : { 'aria-invalid': 'true' })}
          autofocus={sought.q === ''}
        />
        <button class="usa-button search-form__go" type="submit">
          <Icon name="search" /> Search
        </button>
      </div>
      {problem !== undefined && (
        <p class="usa-error-message" id="q-wrong" role="alert">
          {problem}
        </p>
      )}
      <p class="usa-hint" id="q-hint">
        Name, account number, address, phone or e-mail. Any part will do.
      </p>
      <p class="usa-hint" id="q-cut" aria-live="polite" data-says={CUT}>
        {sought.beyond === '' ? '' : CUT}
      </p>
      <input type="hidden" name="sort" value={sought.sort === 'best' ? '' : sought.sort} />
      <input type="hidden" name="columns" value={columns ?? ''} />
      <details class="fold">
        <summary>More ways to search</summary>
        {children}
        <button class="usa-button usa-button--outline" type="submit">
          Search more exactly
        </button>
      </details>
    </form>
  )
}

/** Browsers cut what is pasted without a word: one character more than is searched tells that there was more. */
const CUT = `Only the first ${LONGEST_SEARCH} characters are searched.`

const FIELDS = [
  ['last', 'Last name'],
  ['account', 'Account number'],
  ['address', 'Address'],
  ['phone', 'Phone'],
  ['email', 'E-mail'],
  ['id', 'Customer number'],
] as const

interface FieldsProps {
  /** The user may look customers up by their tax id. */
  readonly withTaxId: boolean
}

/**
 * A field for each place where something can be sought. What is typed there becomes part of the search in the box, which
 * always shows the whole of it; so without scripts they begin empty, and take the place of what the box seeks there.
 */
export function FieldsToSearch({ withTaxId }: FieldsProps) {
  return (
    <fieldset class="fields">
      <legend class="usa-label">Only in one place</legend>
      <p class="usa-hint" id="fields-hint">
        What you type here becomes part of the search above.
      </p>
      <div class="fields__grid">
        {FIELDS.map(([name, label]) => (
          <div>
            <label class="usa-label" for={`in-${name}`}>
              {label}
            </label>
            <input
              class="usa-input"
              id={`in-${name}`}
              name={name}
              type="text"
              autocomplete="off"
              spellcheck={false}
              aria-describedby="fields-hint"
              data-asks={name}
            />
          </div>
        ))}
        {withTaxId && (
          <div>
            <label class="usa-label" for="in-tax">
              Tax id
            </label>
            <input
              class="usa-input"
              id="in-tax"
              name="tax"
              type="text"
              autocomplete="off"
              spellcheck={false}
              aria-describedby="in-tax-hint"
            />
            <span class="usa-hint" id="in-tax-hint">
              In full. It is noted that you asked, never the id.
            </span>
          </div>
        )}
      </div>
    </fieldset>
  )
}

export function WaysToSearch() {
  return (
    <ul class="ways">
      <li>
        The last name alone, or the first letters of it: <q>okaf</q>
      </li>
      <li>
        Names in any order, without accents or apostrophes: <q>maria nunez</q>
      </li>
      <li>
        Any four digits of an account number or more, with or without dots: <q>31.0044</q>
      </li>
      <li>
        A house number with its street: <q>118 aspen</q>
      </li>
      <li>A phone number or its last four digits, or the beginning of an e-mail address</li>
      <li>
        In one place only: <q>last:smith</q>, <q>account:31.0044</q>, <q>address:"118 aspen"</q>,{' '}
        <q>phone:0142</q>, <q>email:ana</q> or <q>id:C1007</q>
      </li>
    </ul>
  )
}

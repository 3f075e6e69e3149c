import { Icon } from '../components/icon.tsx'
import { paths } from '../paths.ts'
import { moduleInWords } from '../words.ts'
import type { Sought } from './search.tsx'

interface Props {
  readonly slug: string
  readonly sought: Sought
  readonly modules: readonly string[]
}

/** The one box, and behind a fold the other ways to search. */
export function SearchForm({ slug, sought, modules }: Props) {
  return (
    <form class="search-form" action={paths.search(slug)} method="get" role="search" data-live-search>
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
          maxlength={300}
          aria-describedby="q-hint"
          autofocus={sought.q === ''}
        />
        <button class="usa-button search-form__go" type="submit">
          <Icon name="search" /> Search
        </button>
      </div>
      <p class="usa-hint" id="q-hint">
        Name, account number, address, phone or e-mail. Any part will do.
      </p>
      <details class="fold" open={sought.module !== undefined}>
        <summary>More ways to search</summary>
        <WaysToSearch />
        <label class="usa-label" for="module">
          Only customers with an account of this kind
        </label>
        <select class="usa-select" id="module" name="module">
          <option value="">Any</option>
          {modules.map((module) => (
            <option value={module} selected={module === sought.module}>
              {moduleInWords(module)}
            </option>
          ))}
        </select>
      </details>
    </form>
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
    </ul>
  )
}

import { KNOWN_MODULES, moduleInWords } from '../../kernel/modules.ts'
import { Act } from '../components/act.tsx'
import { Field } from '../components/form.tsx'
import type { Standing } from '../environment.ts'
import { paths } from '../paths.ts'
import type { SampleChange, SampleCustomer } from '../sample-editor.ts'
import { momentInWords } from '../times.ts'

interface ListProps {
  readonly standing: Standing
  readonly q: string
  readonly customers: readonly SampleCustomer[]
  readonly changes: readonly SampleChange[]
  readonly now: Date
}

/** The named cast, or whom a search finds, and what can be done to the sample as a whole. */
export function SampleList({ standing: { community }, q, customers, changes, now }: ListProps) {
  const { slug, settings } = community
  return (
    <>
      <form action={paths.demo(slug)} method="get" class="sample-search" role="search">
        <label class="usa-label" for="q">
          Name, customer number, account number or address
        </label>
        <div class="search-form__line">
          <input
            class="usa-input search-form__box"
            id="q"
            name="q"
            type="search"
            value={q}
            autocomplete="off"
          />
          <button class="usa-button" type="submit">
            Look up
          </button>
        </div>
      </form>
      <h2>{q === '' ? 'People with a story' : `Found for “${q}”`}</h2>
      {customers.length === 0 && <p>Nobody in the sample fits.</p>}
      <ul class="cast">
        {customers.map(({ customerId, name, story, accounts }) => (
          <li>
            <a href={paths.demoCustomer(slug, customerId)}>{name}</a>
            <span class="cast__accounts">
              {accounts.length > 0
                ? accounts.map(({ accountNumber }) => accountNumber).join(' · ')
                : `customer ${customerId}`}
            </span>
            {story !== undefined && <span class="cast__story">{story}</span>}
          </li>
        ))}
      </ul>
      <Create slug={slug} />
      <section>
        <h2>Changes</h2>
        {changes.length === 0 && <p>Nothing has been changed yet.</p>}
        <ul class="changes">
          {changes.map(({ at, says }) => (
            <li>
              <time datetime={at.toISOString()}>{momentInWords(at, settings.timeZone, now)}</time> {says}
            </li>
          ))}
        </ul>
        <form method="post" action={paths.demo(slug)} class="row">
          {changes.length > 0 && <Act value="undo">Take back the last change</Act>}
          <Act value="reset">Start over with the first sample</Act>
        </form>
      </section>
    </>
  )
}

function Create({ slug }: { slug: string }) {
  return (
    <details class="fold fold--form">
      <summary>Create a customer</summary>
      <form method="post" action={paths.demo(slug)} class="stack">
        <Field name="name" label="Name" hint="Last name, first name; or the name of a business" />
        <label class="usa-label" for="kind">
          Person or business
        </label>
        <select class="usa-select" id="kind" name="kind">
          <option value="person">Person</option>
          <option value="business">Business</option>
        </select>
        <label class="usa-label" for="module">
          First account
        </label>
        <select class="usa-select" id="module" name="module">
          {KNOWN_MODULES.filter((module) => module !== 'property' && module !== 'permit').map((module) => (
            <option value={module}>{moduleInWords(module)}</option>
          ))}
          <option value="">None</option>
        </select>
        <Field name="address" label="Service address" hint="May be left empty" />
        <Act value="create" main>
          Create
        </Act>
      </form>
    </details>
  )
}

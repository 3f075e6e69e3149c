import { BALANCE_IN_WORDS } from '../../explain/limit-in-words.ts'
import { capital } from '../../kernel/capital.ts'
import { moduleInWords } from '../../kernel/modules.ts'
import { ACCOUNT_STATUSES } from '../../kernel/settings.ts'
import { BALANCE_FILTERS, type SearchFilters } from '../../search/index.ts'

interface Props {
  readonly filters: SearchFilters
  readonly modules: readonly string[]
  /** By name; none where there is nothing to choose, but for one that the address names. */
  readonly departments: readonly string[]
}

/** Limits to customers with an account of some kind. */
export function FilterFields({ filters, modules, departments }: Props) {
  return (
    <fieldset class="fields">
      <legend class="usa-label">Only customers with an account</legend>
      <div class="fields__grid">
        <Choice
          name="module"
          label="Of this kind"
          chosen={filters.module}
          options={modules.map((module) => [module, moduleInWords(module)])}
        />
        {(departments.length > 0 || filters.department !== undefined) && (
          <Choice
            name="department"
            label="Of this department"
            chosen={filters.department}
            options={departments.map((name) => [name, name])}
          />
        )}
        <Choice
          name="status"
          label="With this status"
          chosen={filters.status}
          options={ACCOUNT_STATUSES.map((status) => [status, capital(status)])}
        />
        <Choice
          name="balance"
          label="With this balance"
          chosen={filters.balance}
          options={BALANCE_FILTERS.map((balance) => [balance, capital(BALANCE_IN_WORDS[balance])])}
        />
      </div>
    </fieldset>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly label: string
  readonly chosen: string | undefined
  /** Each with its words. One that is chosen by the address and is not among them is added. */
  readonly options: readonly (readonly [string, string])[]
}

function Choice({ name, label, chosen, options }: ChoiceProps) {
  const isListed = chosen === undefined || options.some(([value]) => value === chosen)
  const all = isListed ? options : [...options, [chosen, chosen] as const]
  return (
    <div>
      <label class="usa-label" for={name}>
        {label}
      </label>
      <select class="usa-select" id={name} name={name}>
        <option value="">Any</option>
        {all.map(([value, words]) => (
          <option value={value} selected={value === chosen}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}

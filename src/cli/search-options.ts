import { Option, type Command } from 'commander'
import { ACCOUNT_STATUSES, type AccountStatus } from '../kernel/settings.ts'
import { BALANCE_FILTERS, SORTS, type SearchFilters, type Sort } from '../search/index.ts'

/** What limits and orders a search, alike for `portal search` and `portal explain`. */
export interface SearchOptions {
  readonly module?: string
  readonly department?: string
  readonly status?: AccountStatus
  readonly balance?: NonNullable<SearchFilters['balance']>
  readonly sort?: Sort
}

export function addSearchOptions(command: Command): Command {
  const only = 'only customers with an account'
  return command
    .option('--module <module>', `${only} of this module`)
    .option('--department <name>', `${only} of this department`)
    .addOption(new Option('--status <status>', `${only} with this status`).choices(ACCOUNT_STATUSES))
    .addOption(new Option('--balance <balance>', `${only} with such a balance`).choices(BALANCE_FILTERS))
    .addOption(
      new Option('--sort <order>', 'the order of the results; the best match first unless told').choices(
        SORTS,
      ),
    )
}

/** The filters that the options set. */
export function filtersFrom({ module, department, status, balance }: SearchOptions): SearchFilters {
  return { module, department, status, balance }
}

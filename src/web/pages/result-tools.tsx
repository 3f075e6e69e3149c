import { SORTS, type Sort } from '../../search/index.ts'
import { Menu } from '../components/menu.tsx'
import { COLUMNS, COLUMN_IN_WORDS, toggled } from '../columns.ts'
import type { Sought } from '../sought.ts'

interface Props {
  readonly sought: Sought
  readonly pathOf: (sought: Sought) => string
  /** Where the file is; `words` say how much is in it. */
  readonly exported: { readonly path: string; readonly words: string }
}

export const SORT_IN_WORDS: Readonly<Record<Sort, string>> = {
  best: 'best match',
  name: 'name',
  account: 'account number',
  balance: 'balance',
}

/** In which order, with which columns, and as a file. Each choice is a link to the search as it would then be. */
export function ResultTools({ sought, pathOf, exported }: Props) {
  return (
    <div class="tools">
      <Menu
        label={`Sort: ${SORT_IN_WORDS[sought.sort]}`}
        items={SORTS.map((sort) => ({
          words: SORT_IN_WORDS[sort],
          path: pathOf({ ...sought, sort, page: 1 }),
          isOn: sort === sought.sort,
        }))}
      />
      <Menu
        label="Columns"
        items={COLUMNS.map((column) => ({
          words: COLUMN_IN_WORDS[column],
          path: pathOf({ ...sought, columns: toggled(sought.columns, column) }),
          isOn: sought.columns.includes(column),
        }))}
      />
      <a id="export" href={exported.path}>
        {exported.words}
      </a>
    </div>
  )
}

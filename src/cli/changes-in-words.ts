import { changeInWords, recordInWords } from '../explain/history/in-words.ts'
import type { CustomerChanges } from '../explain/index.ts'

/** What happened to a customer on one occasion, as lines below the one that names it. */
export function changesInWords({ changes, shared }: Pick<CustomerChanges, 'changes' | 'shared'>): string[] {
  const lines = changes.flatMap((change) => [
    `    ${recordInWords(change)}`,
    ...change.fields.map((field) => `      ${changeInWords(field)}`),
  ])
  return shared.before === shared.after
    ? lines
    : [...lines, `    now ${shared.after ? 'shared' : 'withheld'}`]
}

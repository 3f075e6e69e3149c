import { changeInWords, recordInWords } from '../../explain/history/in-words.ts'
import type { CustomerChanges } from '../../explain/index.ts'

/** What one occasion changed about a customer and its accounts: field by field, from what to what. */
export function Changes({ changes, shared }: Pick<CustomerChanges, 'changes' | 'shared'>) {
  return (
    <ul class="changes">
      {changes.map((change) => (
        <li>
          <strong>{recordInWords(change)}</strong>
          {change.fields.length > 0 && (
            <ul>
              {change.fields.map((field) => (
                <li>{changeInWords(field)}</li>
              ))}
            </ul>
          )}
        </li>
      ))}
      {shared.before !== shared.after && (
        <li class={`changes__${shared.after ? 'shared' : 'withheld'}`}>
          {shared.after ? 'Now shared' : 'Now withheld'}
        </li>
      )}
    </ul>
  )
}

import { valueInWords } from '../../explain/history/in-words.ts'
import type { CustomerAt } from '../../explain/index.ts'
import { Icon } from '../components/icon.tsx'
import { fullMoment } from '../times.ts'
import { moduleAndDepartment, withheldInWords } from '../words.ts'

interface Props {
  readonly answer: CustomerAt
  readonly timeZone: string
}

const SAYS = {
  shown: 'It was shown',
  not_shown: 'It was not shown',
  not_in_portal: 'It was not in the portal',
  not_known: 'It is not known',
} as const

/** How a customer stood at one moment: whether it was shown, through which account, and what withheld it. */
export function MomentAnswer({ answer, timeZone }: Props) {
  const { at, outcome, customer, accounts, knownSince } = answer
  const own = customer?.['withheldBy']
  return (
    <section class={`verdict verdict--${outcome === 'shown' ? 'pass' : 'fail'}`}>
      <h2 class="verdict__who">{fullMoment(at, timeZone)}</h2>
      <p class="verdict__says">
        <Icon name={outcome === 'shown' ? 'pass' : outcome === 'not_known' ? 'unknown' : 'fail'} />{' '}
        {SAYS[outcome]}
      </p>
      {outcome === 'not_known' && (
        <p>What was before {fullMoment(knownSince, timeZone)} was forgotten, or never written down.</p>
      )}
      {customer !== null && (
        <ul class="changes">
          <li>
            Its name was {valueInWords('name', customer['name'] ?? null)}
            {Array.isArray(own) && own.length > 0 && `, withheld: ${own.map(codeInWords).join(', ')}`}
          </li>
          {accounts.map((account) => (
            <li>
              <strong>{account.accountNumber}</strong>{' '}
              {moduleAndDepartment(account.module, account.department)}, {account.status}:{' '}
              {sharingInWords(account)}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function sharingInWords({ shared, held, withheldBy }: CustomerAt['accounts'][number]): string {
  if (shared) return 'shared'
  const why = [...(held ? [] : ['held by others']), ...withheldBy.map(codeInWords)]
  return why.length === 0 ? 'not shared, because the customer was withheld' : `not shared: ${why.join(', ')}`
}

function codeInWords(code: unknown): string {
  return withheldInWords(typeof code === 'string' ? code : '')
}

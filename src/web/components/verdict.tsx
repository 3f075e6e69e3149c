import { guessedTerms } from '../../explain/guessed.ts'
import type { Explanation } from '../../explain/index.ts'
import { paths, type WhyQuery } from '../paths.ts'
import { counted, listed } from '../words.ts'
import { Icon } from './icon.tsx'

interface Props {
  readonly explanation: Explanation
  readonly slug: string
  readonly asked: WhyQuery
}

/** Who it is about, and the answer in one line. */
export function Verdict({ explanation, slug, asked }: Props) {
  const { outcome, subject } = explanation
  const failures = explanation.gates.flatMap((gate) => gate.failures)
  const leftOut = guessedTerms(explanation).flatMap(({ term, word }) => (word === null ? [`“${term}”`] : []))
  const toWhom = asked.viewer === undefined ? 'to you' : `to ${asked.viewer}`
  const says = {
    shown: `Shown ${toWhom}${asked.text === undefined ? '' : ' by this search'}`,
    not_shown: `Not shown ${toWhom} now${failures.length > 0 ? `: ${counted(failures.length, 'reason')}` : ''}`,
    not_found: 'Not found here',
  }[outcome]
  return (
    <div class={`verdict verdict--${outcome === 'shown' ? 'pass' : 'fail'}`}>
      <h2 class="verdict__who">
        {subject ? subject.name : `“${asked.customer ?? asked.account ?? asked.text ?? ''}”`}
      </h2>
      {subject && (
        <p class="verdict__accounts">
          {subject.accounts.length > 0
            ? subject.accounts.map((account) => account.accountNumber).join(' · ')
            : `customer ${subject.customerId}`}
        </p>
      )}
      <p class="verdict__says">
        <Icon name={outcome === 'shown' ? 'pass' : 'fail'} /> {says}
      </p>
      {leftOut.length > 0 && <p>Similar: fits without {listed(leftOut)}</p>}
      {outcome === 'shown' && subject && (
        <p>
          <a href={paths.customer(slug, subject.customerId)}>Open {subject.name}</a>
        </p>
      )}
    </div>
  )
}

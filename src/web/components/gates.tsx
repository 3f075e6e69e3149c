import { guessedTerms } from '../../explain/guessed.ts'
import type { Explanation } from '../../explain/index.ts'
import type { Gate, GateResult, Remedy } from '../../explain/explanation.ts'
import type { Community } from '../../kernel/community.ts'
import type { WhyQuery } from '../paths.ts'
import { momentInWords } from '../times.ts'
import { Icon } from './icon.tsx'

interface Props {
  readonly explanation: Explanation
  readonly community: Community
  readonly asked: WhyQuery
  readonly now: Date
}

const NAMES: Readonly<Record<Gate, string>> = {
  synced: 'Synced',
  current: 'Current',
  eligible: 'Eligible',
  permitted: 'Permitted',
  matched: 'Matches',
  shown: 'Shown',
}

const OUTCOMES = { pass: 'Passed', fail: 'Not passed', not_asked: 'Not asked', unknown: 'Not known' } as const

/** The six gates as numbered steps: passed or not, every reason, what to do about it, and who can. */
export function Gates(props: Props) {
  const { explanation } = props
  return (
    <>
      <ol class="gates">
        {explanation.gates.map((gate) => (
          <li class={`gate gate--${gate.outcome}`}>
            <span class="gate__mark">
              <Icon name={gate.outcome} />
              <span class="usa-sr-only">{OUTCOMES[gate.outcome]}:</span>
            </span>
            <h3 class="gate__name">{NAMES[gate.gate]}</h3>
            <div class="gate__says">
              <GateSays gate={gate} {...props} />
            </div>
          </li>
        ))}
      </ol>
      <PutRight explanation={explanation} asked={props.asked} />
    </>
  )
}

function GateSays({ gate, ...props }: Props & { gate: GateResult }) {
  return (
    <>
      {gate.failures.length === 0 && <p>{withoutFailure(gate, props)}</p>}
      {gate.failures.map(({ says, remedy }) => (
        <div class="reason">
          <p class="reason__says">{says}</p>
          <p class="reason__remedy">
            <Icon name="arrow" />
            <span>
              <strong>{whoIn(remedy, props.community)}</strong> {remedy.says}
            </span>
          </p>
        </div>
      ))}
      {gate.notes.map(({ says }) => (
        <p class="gate__note">{says}</p>
      ))}
    </>
  )
}

function whoIn({ who }: Remedy, { settings }: Community): string {
  return {
    you: 'You:',
    system_of_record: `In ${settings.systemOfRecordName}:`,
    portal_admin: 'A portal administrator:',
    support: 'Support:',
    wait: 'Wait:',
  }[who]
}

/** What a gate says that has nothing to complain of. */
function withoutFailure(
  { gate, outcome }: GateResult,
  { explanation, community, asked, now }: Props,
): string {
  const { settings, name } = community
  if (outcome === 'unknown') return 'Cannot be told before the reasons above are put right.'
  if (outcome === 'not_asked')
    return gate === 'matched' || gate === 'shown'
      ? asked.text === undefined
        ? 'Not asked: no search was given.'
        : 'Not asked, because of the above.'
      : 'Not asked, because of the above.'
  const read =
    explanation.dataAsOf === null
      ? ''
      : `, which was read ${momentInWords(explanation.dataAsOf, settings.timeZone, now)}`
  const fits = guessedTerms(explanation).length > 0 ? 'Similar to' : 'Meets'
  return {
    synced: `In the portal’s copy of ${settings.systemOfRecordName}${read}.`,
    current: 'Still a record of its own.',
    eligible: `Shared with the portal by the rules of ${name}.`,
    permitted: asked.viewer === undefined ? 'Within your access.' : `Within the access of ${asked.viewer}.`,
    matched: asked.text === undefined ? 'No search to compare with.' : `${fits} the search “${asked.text}”.`,
    shown: 'On the first page of the results.',
  }[gate]
}

/** The counterfactual: what happens when all that is named is put right. */
function PutRight({ explanation: { subject, gates, outcome }, asked }: Pick<Props, 'explanation' | 'asked'>) {
  const failures = gates.filter(({ gate }) => gate !== 'shown').flatMap((gate) => gate.failures)
  if (outcome !== 'not_shown' || !subject || subject.accounts.length === 0 || failures.length === 0)
    return null
  const accounts = new Set(
    failures.flatMap(({ evidence }) => (evidence['account'] === undefined ? [] : [evidence['account']])),
  )
  const what =
    failures.length === 1
      ? 'When this is put right'
      : accounts.size > 1
        ? 'When all that is named for the customer and for one of the accounts is put right'
        : failures.length === 2
          ? 'When both are put right'
          : `When all ${failures.length} are put right`
  return (
    <p class="put-right">
      {what}, {subject.name} appears{asked.text === undefined ? '' : ' in this search'}.
    </p>
  )
}

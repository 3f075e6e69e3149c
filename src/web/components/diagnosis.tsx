import { MOST_CANDIDATES, type Candidate, type Explanation } from '../../explain/index.ts'
import { asksTaxId } from '../../search/index.ts'
import type { Diagnosis } from '../diagnosis.ts'
import type { Standing } from '../environment.ts'
import { paths, type WhyQuery } from '../paths.ts'
import { supportMail } from '../support-mail.ts'
import { counted } from '../words.ts'
import { Gates } from './gates.tsx'
import { LiveLook } from './live-look.tsx'
import { SyncNow } from './sync-now.tsx'
import { Verdict } from './verdict.tsx'

interface Props {
  readonly standing: Standing
  readonly diagnosis: Diagnosis
  readonly asked: WhyQuery
  readonly now: Date
  /** The address of the page, for the mail to support. */
  readonly here: string
}

/** Why a customer is not listed: the verdict, the six gates as steps, the live look, and what can be done now. */
export function DiagnosisOf(props: Props) {
  const { diagnosis, standing, asked } = props
  return diagnosis.kind === 'choose' ? (
    <Choice slug={standing.community.slug} candidates={diagnosis.candidates} asked={inAddress(asked)} />
  ) : (
    <Explained {...props} explanation={diagnosis.explanation} />
  )
}

/** The question as an address may hold it: a search by tax id is left out, and whom it is about remains. */
function inAddress(asked: WhyQuery): WhyQuery {
  return asksTaxId(asked.text ?? '') ? { ...asked, text: undefined } : asked
}

function Choice({
  slug,
  candidates,
  asked,
}: {
  slug: string
  candidates: readonly Candidate[]
  asked: WhyQuery
}) {
  return (
    <section class="choice">
      <h2>Which of these {counted(candidates.length, 'customer')}?</h2>
      <p>
        Each of them fits what you typed. Choose the one that you miss. If it is none of them,{' '}
        <a href={paths.why(slug)}>ask with its account number</a>.
        {candidates.length === MOST_CANDIDATES && ' There may be others: type more of the name to see them.'}
      </p>
      <ul class="choice__list">
        {candidates.map(({ customerId, name, accountNumbers }) => (
          <li>
            <a href={paths.why(slug, { ...asked, customer: customerId })}>{name}</a>
            <span>{accountNumbers.length > 0 ? accountNumbers.join(', ') : `customer ${customerId}`}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Explained({ standing, asked, now, here, explanation }: Props & { explanation: Explanation }) {
  const { community, scope, user } = standing
  const { settings, slug } = community
  const hidden = explanation.outcome !== 'shown'
  const linked = inAddress(asked)
  const isNamed = [linked.text, linked.customer, linked.account].some((each) => each !== undefined)
  const canAskLive = isNamed && scope.rights.has('explain') && explanation.live === null
  const mail = supportMail(settings.support.email, explanation, user, community, here)
  return (
    <section class="explained">
      <Verdict explanation={explanation} slug={slug} asked={asked} />
      <Gates explanation={explanation} community={community} asked={asked} now={now} />
      <LiveLook explanation={explanation} community={community} now={now} />
      <div class="explained__actions">
        {canAskLive && (
          <a class="usa-button usa-button--outline" href={paths.why(slug, { ...linked, live: true })}>
            Ask {settings.systemOfRecordName} now
          </a>
        )}
        {hidden && scope.rights.has('sync') && <SyncNow slug={slug} back={paths.why(slug, linked)} />}
        {hidden && explanation.subject && scope.rights.has('explain') && (
          <p>
            <a href={paths.customerHistory(slug, explanation.subject.customerId)}>
              What happened to {explanation.subject.name}
            </a>
          </p>
        )}
        {hidden && mail !== undefined && (
          <p>
            Still not right? <a href={mail}>Tell support</a>, with this explanation in the mail.
          </p>
        )}
        {hidden && settings.support.phone !== null && <p>Support by phone: {settings.support.phone}</p>}
      </div>
    </section>
  )
}

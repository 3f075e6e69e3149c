import type { Community } from '../../kernel/community.ts'
import { verificationInWords, type Verification } from '../../sync/index.ts'
import { momentInWords } from '../times.ts'
import { counted } from '../words.ts'

interface Props {
  readonly community: Community
  readonly verification: Verification
  readonly now: Date
}

/** `Verified at 10:42 AM: 12,431 of 12,431 customers equal.` */
export function Verified(props: Props) {
  return <p class="as-of">{inWords(props)}</p>
}

/** The alarm where they are not equal, which says what to do. */
export function NotEqual(props: Props) {
  const { slug, settings } = props.community
  const { differences } = props.verification
  return (
    <div class="usa-alert usa-alert--error" role="alert">
      <div class="usa-alert__body">
        <h2 class="usa-alert__heading">
          {counted(differences, 'difference')} between {settings.systemOfRecordName} and the portal
        </h2>
        <p class="usa-alert__text">{inWords(props)}</p>
        <p class="usa-alert__text">
          Whoever operates the portal lists the differences with <code>portal verify {slug}</code>, and mends
          them with <code>portal verify {slug} --repair</code> and then <code>portal sync {slug}</code>. Until
          then somebody may be shown with facts that are not true, or not at all.
        </p>
      </div>
    </div>
  )
}

function inWords({ community: { settings }, verification, now }: Props): string {
  return verificationInWords(verification, momentInWords(verification.verifiedAt, settings.timeZone, now))
}

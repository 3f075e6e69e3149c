import type { Community } from '../../kernel/community.ts'
import { verificationInWords, type Verification } from '../../sync/index.ts'
import { momentInWords } from '../times.ts'
import { counted } from '../words.ts'

interface Props {
  readonly community: Community
  readonly verification: Verification
  readonly now: Date
}

/** `Verified at 10:42 AM: 12,431 of 12,431 customers equal.` An alarm that says what to do where they are not. */
export function Verified({ community, verification, now }: Props) {
  const { slug, settings } = community
  const words = verificationInWords(
    verification,
    momentInWords(verification.verifiedAt, settings.timeZone, now),
  )
  if (verification.differences === 0) return <p class="verified">{words}</p>
  return (
    <div class="usa-alert usa-alert--error" role="alert">
      <div class="usa-alert__body">
        <h2 class="usa-alert__heading">
          The copy does not equal {settings.systemOfRecordName}:{' '}
          {counted(verification.differences, 'difference')}
        </h2>
        <p class="usa-alert__text">{words}</p>
        <p class="usa-alert__text">
          Whoever operates the portal lists the differences with <code>portal verify {slug}</code>, and mends
          them with <code>portal verify {slug} --repair</code> and then <code>portal sync {slug}</code>. Until
          then a customer may be shown with old facts or not at all.
        </p>
      </div>
    </div>
  )
}

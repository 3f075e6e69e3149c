import type { User } from '../access/scope.ts'
import type { Explanation } from '../explain/index.ts'
import type { Community } from '../kernel/community.ts'
import { cut } from '../search/normalise.ts'

/** Programs that open `mailto:` links cut long ones; the address of the page says the rest. */
const LONGEST = 1_800

/** A link that opens a mail to support with the diagnosis in it; none where the community has no address for it. */
export function supportMail(
  to: string | null,
  explanation: Explanation,
  asker: User,
  community: Community,
  here: string,
): string | undefined {
  if (to === null) return undefined
  const { subject, outcome, gates, dataAsOf } = explanation
  const who = subject === null ? 'A customer' : `${subject.name} (${subject.customerId})`
  const lines = [
    `${who}: ${outcome.replace('_', ' ')} in ${community.name}, for ${asker.email}.`,
    `Page: ${here}`,
    `Data as of: ${dataAsOf ?? 'never read'}`,
    '',
    ...gates.flatMap(({ gate, outcome: passed, failures }, index) => [
      `${index + 1} ${gate}: ${passed.replace('_', ' ')}`,
      ...failures.map(({ code, says }) => `   ${code}: ${says}`),
    ]),
    '',
    'What I expected instead:',
    '',
  ]
  const query = [
    ['subject', `Community Connect: ${who} is not listed`],
    ['body', cut(lines.join('\r\n'), LONGEST)],
  ].map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
  return `mailto:${encodeURIComponent(to).replace('%40', '@')}?${query.join('&')}`
}

import { capital } from '../../kernel/capital.ts'
import type { Explanation } from '../../explain/index.ts'
import type { Community } from '../../kernel/community.ts'
import { momentInWords } from '../times.ts'

interface Props {
  readonly explanation: Explanation
  readonly community: Community
  readonly now: Date
}

/** What the system of record says now, beside what the portal has. */
export function LiveLook({ explanation: { live, dataAsOf }, community: { settings }, now }: Props) {
  if (live === null) return null
  const { systemOfRecordName: source, timeZone } = settings
  const time = (instant: string) => momentInWords(instant, timeZone, now)
  const asked = `Asked ${time(live.asked)}.`
  return (
    <section class="live">
      <h3>{source} now, and the portal</h3>
      {live.unreachable !== undefined ? (
        <p>
          {source} could not be asked: {live.unreachable} What is said above is what the portal has.
        </p>
      ) : live.differs.length > 0 ? (
        <table class="live__table">
          <caption class="usa-sr-only">Where {source} and the portal differ</caption>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">In {source} now</th>
              <th scope="col">In the portal{dataAsOf === null ? '' : ` (${time(dataAsOf)})`}</th>
            </tr>
          </thead>
          <tbody>
            {live.differs.map((difference) => (
              <tr>
                <th scope="row">{capital(difference.field.replaceAll('_', ' '))}</th>
                <td>{difference.source === '' ? '–' : difference.source}</td>
                <td>{difference.portal === '' ? '–' : difference.portal}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : live.found ? (
        <p>
          {asked} {source} has the same as the portal.
        </p>
      ) : (
        <p>
          {asked} Nothing was found in {source} either.
        </p>
      )}
      {live.differs.length > 0 && <p class="live__asked">{asked}</p>}
    </section>
  )
}

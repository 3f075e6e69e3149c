import type { Community } from '../../kernel/community.ts'
import { formatCount } from '../../kernel/format-count.ts'
import type { CustomerLedger } from '../../sync/index.ts'
import { paths } from '../paths.ts'
import { withheldInWords } from '../words.ts'

interface Props {
  readonly community: Community
  /** Within the viewer's departments. */
  readonly ledger: CustomerLedger
}

interface Stage {
  readonly name: string
  readonly count: number
  /** What falls out before this stage, with the customers behind each number. */
  readonly out: readonly { readonly count: number; readonly words: string; readonly path: string }[]
}

/**
 * The ledger as a funnel: every customer of the source, down to those that are shown. The numbers add up; the sum stands
 * below in words, for those who do not see the picture, and for those who want to check.
 */
export function Funnel({ community, ledger }: Props) {
  const { settings, slug } = community
  const link = (group: string, code?: string) => paths.statusGroup(slug, group, { code })
  const current = ledger.synced - ledger.notCurrent
  const stages: Stage[] = [
    { name: `In ${settings.systemOfRecordName}`, count: ledger.inSource, out: [] },
    {
      name: 'Synced',
      count: ledger.synced,
      out: [{ count: ledger.rejected, words: 'rejected', path: link('rejected') }],
    },
    {
      name: 'Current',
      count: current,
      out: [{ count: ledger.notCurrent, words: 'reassigned to others', path: link('not-current') }],
    },
    {
      name: 'Eligible',
      count: ledger.shared,
      out: Object.entries(ledger.withheldBy).map(([code, count]) => ({
        count,
        words: withheldInWords(code),
        path: link('withheld', code),
      })),
    },
  ]
  return (
    <>
      <table class="funnel">
        <caption class="usa-sr-only">Customers at each stage, and what falls out before it</caption>
        <tbody>
          {stages.map((stage) => (
            <FunnelRow stage={stage} all={ledger.inSource} />
          ))}
        </tbody>
      </table>
      <p class="funnel__sum">
        {sum(ledger.inSource, 'in the source', [
          [ledger.rejected, 'rejected'],
          [ledger.synced, 'synced'],
        ])}{' '}
        {sum(ledger.synced, 'synced', [
          [ledger.notCurrent, 'reassigned'],
          [ledger.withheld, 'withheld'],
          [ledger.shared, 'shared'],
        ])}{' '}
        Counted within your access.
      </p>
      <p>
        <a href={link('shared')}>{formatCount(ledger.shared)} shared</a> ·{' '}
        <a href={link('withheld')}>{formatCount(ledger.withheld)} withheld</a> ·{' '}
        <a href={link('merged')}>{formatCount(ledger.merged)} merged into others</a> ·{' '}
        <a href={link('deleted')}>{formatCount(ledger.deleted)} deleted in the source</a>
      </p>
    </>
  )
}

function FunnelRow({ stage: { name, count, out }, all }: { stage: Stage; all: number }) {
  const share = all === 0 ? 0 : (count / all) * 100
  const fallen = out.filter((each) => each.count > 0)
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number funnel__count">{formatCount(count)}</td>
      <td class="funnel__bar">
        <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <rect class="funnel__all" width="100" height="10" />
          <rect class="funnel__share" width={share.toFixed(2)} height="10" />
        </svg>
      </td>
      <td class="funnel__out">
        {fallen.map(({ count: gone, words, path }) => (
          <a href={path}>
            −{formatCount(gone)} {words}
          </a>
        ))}
      </td>
    </tr>
  )
}

function sum(total: number, name: string, parts: readonly (readonly [number, string])[]): string {
  return `${formatCount(total)} ${name} = ${parts.map(([count, word]) => `${formatCount(count)} ${word}`).join(' + ')}.`
}

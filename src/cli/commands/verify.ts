import type { Command } from 'commander'
import { formatCount } from '../../kernel/format-count.ts'
import { differenceInWords, verificationInWords, type VerificationReport } from '../../sync/index.ts'
import type { CommandContext } from '../context.ts'
import { progressBar } from '../progress-bar.ts'

interface VerifyOptions {
  readonly json?: boolean
  readonly repair?: boolean
}

/** `portal verify` */
export function addVerifyCommand(
  program: Command,
  context: CommandContext,
  end: (code: number) => void,
): void {
  const { io } = context
  program
    .command('verify <slug>')
    .description('compare the whole copy with the system of record, read anew; lists each difference')
    .option('--repair', 'mark what differs, so that the next run mends it; search keys are made anew at once')
    .option('--json', 'print JSON: a line for each difference, then one for all')
    .action(async (slug: string, { json, repair }: VerifyOptions) => {
      const { communities, sync } = await context.portal()
      const community = await communities.get(slug)
      const { systemOfRecordName } = community.settings
      const bar = progressBar(io, community.name)
      // Lines are written one after the other, however fast they come.
      let written = Promise.resolve()
      const print = (line: string) => void (written = written.then(() => io.out(`${line}\n`)))
      let report: VerificationReport
      try {
        report = await sync.verify(community, {
          repair: repair === true,
          signal: io.signal,
          onProgress: (progress) => bar.show(progress),
          onDifference: (difference) => {
            bar.end()
            print(
              json === true ? JSON.stringify(difference) : differenceInWords(difference, systemOfRecordName),
            )
          },
        })
      } finally {
        bar.end()
      }
      print(json === true ? JSON.stringify(report) : wordsOf(report, systemOfRecordName))
      await written
      if (report.differences > 0) end(1)
    })
}

function wordsOf(report: VerificationReport, systemOfRecord: string): string {
  const { community, differences, behind, thorough, repair } = report
  const lines = [verificationInWords(report, report.verifiedAt)]
  if (behind)
    lines.push(
      `${systemOfRecord} has changed since the last run: portal sync ${community} brings what is new.`,
    )
  if (!thorough)
    lines.push(
      'Verdicts and search keys were not compared: the settings have changed, and the next run makes them anew.',
    )
  if (repair && differences > 0)
    lines.push(
      `${formatCount(repair.marked)} records are marked and are applied again by portal sync ${community}; ` +
        `the search keys of ${formatCount(repair.remade)} customers were made anew.`,
    )
  else if (differences > 0)
    lines.push(`To mend them: portal verify ${community} --repair, then portal sync ${community}.`)
  return lines.join('\n')
}

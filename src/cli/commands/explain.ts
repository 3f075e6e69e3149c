import type { Command } from 'commander'
import { wrongUse } from '../../kernel/errors.ts'
import type { Explanation, Question } from '../../explain/explanation.ts'
import { recorded } from '../../search/recorded.ts'
import { communityFor, print, type CommandContext } from '../context.ts'
import { parseQuestion } from '../question.ts'
import { addSearchOptions, filtersFrom, type SearchOptions } from '../search-options.ts'
import { linesOf } from '../io.ts'

interface ExplainOptions extends SearchOptions {
  readonly as: string
  readonly for?: string
  readonly community?: string
  readonly customer?: string
  readonly account?: string
  readonly live?: boolean
  readonly stdin?: boolean
  readonly json?: boolean
}

/** `portal explain` */
export function addExplainCommand(program: Command, context: CommandContext): void {
  const { io } = context
  const command = program
    .command('explain [text]')
    .description('why a customer does or does not appear for a user, and for a search where a text is given')
    .requiredOption('--as <email>', 'who asks')
    .option('--for <email>', 'for whom it should appear; the asker unless told')
    .option('--community <slug>', 'where; needed when the asker has grants in several')
    .option('--customer <id>', 'the customer, by its id in the system of record')
    .option('--account <number>', 'the customer, by an account number')
  addSearchOptions(command)
    .option('--live', 'also ask the system of record now')
    .option('--stdin', 'read one JSON question a line, print one JSON explanation a line')
    .option('--json', 'print JSON')
    .action(async (text: string | undefined, options: ExplainOptions) => {
      const asked = { text, ...options }
      if (
        options.stdin !== true &&
        [text, options.customer, options.account].every((each) => each === undefined)
      )
        throw wrongUse(
          'question_needed',
          'Say who is missing: the words of the search, --customer ID or --account NUMBER.',
        )
      const portal = await context.portal()
      const asker = await portal.access.getUserByEmail(options.as)
      const viewer = options.for === undefined ? asker : await portal.access.getUserByEmail(options.for)
      const community = await communityFor(portal, asker, options.community)
      await portal.sync.refreshDueVerdicts(community)
      const explain = (question: Question) =>
        recorded(
          { access: portal.access, community, by: { user: asker, isOperator: true } },
          question.text ?? '',
          () => portal.explain.explain({ community, question, asker, viewer }),
          ({ outcome }) => outcome !== 'not_found',
        )
      if (options.stdin !== true) {
        const explanation = await explain(questionFrom(asked))
        await print(io, options.json, explanation, () => wordsOf(explanation))
        return
      }
      let line = 0
      for await (const json of linesOf(io.input())) {
        line++
        if (json.trim() !== '')
          await print(
            io,
            true,
            await explain({ ...questionFrom(asked), ...parseQuestion(json, line) }),
            () => '',
          )
      }
    })
}

function questionFrom(asked: ExplainOptions & { readonly text: string | undefined }): Question {
  const { text, customer, account, live, sort } = asked
  return {
    ...(text === undefined ? {} : { text }),
    ...(customer === undefined ? {} : { customer }),
    ...(account === undefined ? {} : { account }),
    ...(live === undefined ? {} : { live }),
    ...(sort === undefined ? {} : { sort }),
    filters: filtersFrom(asked),
  }
}

const MARKS = { pass: '✓', fail: '✗', not_asked: '–', unknown: '?' } as const
const OUTCOMES = { shown: 'Shown', not_shown: 'Not shown', not_found: 'Not found here' } as const

function wordsOf(explanation: Explanation): string {
  const lines = [
    explanation.subject === null
      ? OUTCOMES[explanation.outcome]
      : `${explanation.subject.name} (${explanation.subject.customerId}): ${OUTCOMES[explanation.outcome].toLowerCase()}`,
  ]
  explanation.gates.forEach((gate, index) => {
    lines.push(` ${MARKS[gate.outcome]} ${index + 1} ${gate.gate}`)
    for (const failure of gate.failures) lines.push(`     ${failure.says}`, `       → ${failure.remedy.says}`)
    for (const note of gate.notes) lines.push(`     (${note.says})`)
  })
  return lines.join('\n')
}

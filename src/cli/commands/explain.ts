import type { Command } from 'commander'
import { wrongUse } from '../../kernel/errors.ts'
import type { Explanation, Question } from '../../explain/explanation.ts'
import { communityFor, print, type CommandContext } from '../context.ts'
import { linesOf } from '../io.ts'

interface ExplainOptions {
  readonly as: string
  readonly for?: string
  readonly community?: string
  readonly customer?: string
  readonly account?: string
  readonly module?: string
  readonly live?: boolean
  readonly stdin?: boolean
  readonly json?: boolean
}

/** `portal explain` */
export function addExplainCommand(program: Command, context: CommandContext): void {
  const { io } = context
  program
    .command('explain [text]')
    .description('why a customer does or does not appear for a user, and for a search where a text is given')
    .requiredOption('--as <email>', 'who asks')
    .option('--for <email>', 'for whom it should appear; the asker unless told')
    .option('--community <slug>', 'where; needed when the asker has grants in several')
    .option('--customer <id>', 'the customer, by its id in the system of record')
    .option('--account <number>', 'the customer, by an account number')
    .option('--module <module>', 'the module that the search was limited to')
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
      const explain = (question: Question) => portal.explain.explain({ community, question, asker, viewer })
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
            await explain(questionFrom({ ...asked, ...parseQuestion(json, line) })),
            () => '',
          )
      }
    })
}

interface Asked extends Pick<ExplainOptions, 'customer' | 'account' | 'module' | 'live'> {
  readonly text: string | undefined
}

function questionFrom(asked: Asked): Question {
  const { text, customer, account, live, module } = asked
  return {
    ...(text === undefined ? {} : { text }),
    ...(customer === undefined ? {} : { customer }),
    ...(account === undefined ? {} : { account }),
    ...(live === undefined ? {} : { live }),
    ...(module === undefined ? {} : { filters: { module } }),
  }
}

/** @throws wrongUse `question_invalid`, naming the line. */
function parseQuestion(json: string, line: number): Question {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw wrongUse(
      'question_invalid',
      `Line ${line} of the questions is not JSON: write one object such as {"text":"okafor"} a line.`,
    )
  }
  const { text, customer, account, live } = Object(value) as Record<string, unknown>
  const wrong = Object.entries({ text, customer, account }).find(
    ([, each]) => each !== undefined && typeof each !== 'string',
  )
  if (wrong)
    throw wrongUse('question_invalid', `"${wrong[0]}" in line ${line} of the questions must be a text.`)
  if ([text, customer, account].every((each) => each === undefined))
    throw wrongUse(
      'question_invalid',
      `Line ${line} of the questions names nobody: give "text", "customer" or "account".`,
    )
  return {
    ...(typeof text === 'string' ? { text } : {}),
    ...(typeof customer === 'string' ? { customer } : {}),
    ...(typeof account === 'string' ? { account } : {}),
    ...(live === true ? { live } : {}),
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

import { z } from 'zod'
import type { Question } from '../explain/explanation.ts'
import { wrongUse } from '../kernel/errors.ts'
import { ACCOUNT_STATUSES } from '../kernel/settings.ts'
import { BALANCE_FILTERS, SORTS } from '../search/index.ts'

/** A question as a line of JSON; what else stands in it is for whoever wrote it. */
const QUESTION = z.object({
  text: z.string().optional(),
  customer: z.string().optional(),
  account: z.string().optional(),
  live: z.boolean().optional(),
  sort: z.enum(SORTS).optional(),
  filters: z
    .strictObject({
      module: z.string().optional(),
      department: z.string().optional(),
      status: z.enum(ACCOUNT_STATUSES).optional(),
      balance: z.enum(BALANCE_FILTERS).optional(),
    })
    .optional(),
})

/**
 * Reads one question of `portal explain --stdin`.
 * @throws wrongUse `question_invalid`, naming the line and what is wrong in it, without repeating it
 */
export function parseQuestion(json: string, line: number): Question {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw invalid(
      `Line ${line} of the questions is not JSON: write one object such as {"text":"okafor"} a line.`,
    )
  }
  const { data, error } = QUESTION.safeParse(value)
  if (!data) {
    const [issue] = error.issues
    const place = issue?.path.join('.') ?? ''
    throw invalid(
      place === ''
        ? `Line ${line} of the questions is not an object such as {"text":"okafor"}.`
        : `"${place}" in line ${line} of the questions cannot be used: ${issue?.message ?? ''}.`,
    )
  }
  if ([data.text, data.customer, data.account].every((each) => each === undefined))
    throw invalid(`Line ${line} of the questions names nobody: give "text", "customer" or "account".`)
  return data as Question
}

function invalid(sentence: string) {
  return wrongUse('question_invalid', sentence)
}

import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeOnEachDatabase } from '../world/databases.ts'
import { makePortal, type TestPortal } from '../world/portal.ts'
import {
  LAW_TIMEOUT_MS,
  TODAY,
  generate,
  lawParameters,
  listFound,
  passes,
  question,
  removeExports,
} from './community.ts'
import {
  citySketch,
  cityOf,
  editSketches,
  edited,
  policy,
  searches,
  settingsWith,
  userSketch,
} from './sketches.ts'

/**
 * Agreement: for every customer, viewer and search, the customer is in the complete result set exactly when the
 * explanation, asked by the viewer, finds it and none of the gates 1 to 5 fails.
 */
describeOnEachDatabase('Agreement', (database) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = makePortal(await database.open(), TODAY)
  })
  afterAll(removeExports)

  it(
    'holds: search shows whom the explanation lets through, and nobody else',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          citySketch,
          editSketches,
          policy,
          fc.array(userSketch, { minLength: 2, maxLength: 3 }),
          searches,
          async (sketch, edits, eligibility, users, asked) => {
            const before = cityOf(sketch)
            const after = edited(before, edits)
            const generated = await generate(portal, settingsWith(eligibility), [before, after])
            const { community } = generated
            const ids = [
              ...new Set([...before.customers, ...after.customers].map((row) => row.customer_id ?? '')),
              ...after.merges.map((row) => row.from_id ?? ''),
              'C99',
            ]
            for (const who of users) {
              const user = await generated.user(who)
              for (const { text, module } of asked) {
                const found = await listFound(portal, community, user, question(text, module))
                expect(found).toEqual([...new Set(found)])
                const explained: string[] = []
                for (const customer of ids) {
                  const explanation = await portal.explain.explain({
                    community,
                    question: question(text, module, customer),
                    asker: user,
                    viewer: user,
                  })
                  if (passes(explanation)) explained.push(customer)
                }
                expect(
                  { who, text, module, found: explained.sort() },
                  'the explanation, compared with search',
                ).toEqual({ who, text, module, found: found.sort() })
              }
            }
          },
        ),
        lawParameters(20),
      )
    },
    LAW_TIMEOUT_MS,
  )
})

import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { User } from '../../src/access/scope.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { makePortal, type TestPortal } from '../world/portal.ts'
import { copyOf, type City } from './city.ts'
import {
  LAW_TIMEOUT_MS,
  TODAY,
  generate,
  lawParameters,
  listFound,
  passes,
  removeExports,
  type Generated,
} from './community.ts'
import { failuresOf, putRight, questionOf, type NamedFailure, type Situation } from './fixes.ts'
import { citySketch, cityOf, editSketches, edited, policy, searches, settingsWith } from './sketches.ts'

/**
 * Counterfactual: when all that is named for the customer and for one of its accounts is put right, the customer appears;
 * as long as, for every account, something named remains, it does not.
 */

const ROUNDS = 4

const asksFor = fc.record({
  customer: fc.nat(14),
  search: fc.nat(10),
  account: fc.nat(5),
  heldBack: fc.nat(5),
  viewer: fc.constantFrom('asker', 'asker', 'water', 'nobody', 'mute'),
})

describeOnEachDatabase('Counterfactual', (database) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = makePortal(await database.open(), TODAY)
  })
  afterAll(removeExports)

  async function parties(generated: Generated, at: Situation, forSomebodyElse: boolean) {
    const viewer: User = at.viewer.granted
      ? await generated.user(at.viewer)
      : portal.userWith('ana@example.gov', [])
    if (!forSomebodyElse) return { asker: viewer, viewer }
    const asker = portal.userWith('admin@example.gov', [
      { community: generated.community, departments: -1n, role: 'admin' },
    ])
    return { asker, viewer }
  }

  async function isFound(generated: Generated, at: Situation, viewer: User): Promise<boolean> {
    if (!at.viewer.granted) return false
    const found = await listFound(portal, generated.community, viewer, questionOf(at))
    return found.includes(at.customerId)
  }

  /** Asks, puts right what `choose` chooses of the answer, and asks search again. */
  async function change(
    generated: Generated,
    at: Situation,
    chosen: readonly NamedFailure[],
  ): Promise<boolean> {
    const policyBefore = at.eligibility
    for (const failure of new Map(chosen.map((each) => [each.fix, each])).values())
      if (!putRight(failure, at)) return false
    if (at.eligibility !== policyBefore)
      await generated.changeSettings(settingsWith(at.eligibility as Parameters<typeof settingsWith>[0]))
    await generated.sync(at.city)
    return true
  }

  it(
    'holds: putting right all that is named lets the customer appear, and less does not',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          citySketch,
          editSketches,
          policy,
          searches,
          fc.array(asksFor, { minLength: 3, maxLength: 4 }),
          async (sketch, edits, eligibility, asked, asks) => {
            const before = cityOf(sketch)
            const city = edited(before, edits)
            const generated = await generate(portal, settingsWith(eligibility), [before, city])
            let now: Pick<Situation, 'city' | 'eligibility'> = { city, eligibility }
            for (const ask of asks) {
              const search = asked[ask.search % asked.length]
              const at: Situation = {
                city: copyOf(now.city),
                eligibility: now.eligibility,
                before,
                text: search?.text ?? '',
                module: search?.module,
                customerId: before.customers[ask.customer % before.customers.length]?.customer_id ?? '',
                viewer: {
                  departments: ask.viewer === 'water' ? ['Water'] : null,
                  rights: ask.viewer === 'mute' ? ['explain'] : ['search', 'explain'],
                  granted: ask.viewer !== 'nobody',
                },
              }
              const somebodyElse = ask.viewer === 'water' || ask.viewer === 'nobody'
              const explain = async () =>
                await portal.explain.explain({
                  community: generated.community,
                  question: questionOf(at),
                  ...(await parties(generated, at, somebodyElse)),
                })
              const check = async (expected: boolean, about: unknown) => {
                const { viewer } = await parties(generated, at, somebodyElse)
                expect({ about, appears: await isFound(generated, at, viewer) }).toEqual({
                  about,
                  appears: expected,
                })
              }

              // Less than all: for every account, one failure that is named stays.
              let explanation = await explain()
              let named = failuresOf(explanation)
              const kept = heldBack(named, ask.heldBack, at.city)
              const less = named.filter(
                (failure) => !kept.has(failure.fix) && !putsRightAnother(failure, kept, at),
              )
              const numeric = /^[\d\s.()-]+$/.test(at.text)
              if (!passes(explanation) && less.length > 0 && !numeric && (await change(generated, at, less)))
                await check(false, { customer: at.customerId, text: at.text, kept: [...kept] })

              // All that is named, for the customer and for one account. What was not in the copy is asked again.
              for (let round = 0; round < ROUNDS; round++) {
                explanation = await explain()
                if (passes(explanation)) break
                named = failuresOf(explanation)
                const accounts = [...new Set(named.flatMap(({ account }) => account ?? []))]
                const account = accounts[ask.account % Math.max(1, accounts.length)]
                const chosen = named.filter((each) => each.account === undefined || each.account === account)
                const unknown = chosen.some(({ code }) => code === 'rejected' || code === 'deleted_in_source')
                if (!(await change(generated, at, chosen))) break
                if (unknown) continue
                await check(true, {
                  customer: at.customerId,
                  text: at.text,
                  fixed: chosen.map(({ fix }) => fix),
                })
                break
              }
              now = at
            }
          },
        ),
        lawParameters(20),
      )
    },
    LAW_TIMEOUT_MS,
  )
})

/**
 * Whether what puts one failure right puts another right, too: access to an account without a department is access to all;
 * and a policy may keep a closed account for its balance.
 */
function putsRightAnother(
  { code, evidence, account }: NamedFailure,
  kept: ReadonlySet<string>,
  at: Situation,
): boolean {
  if (code === 'other_department' && evidence.department === null)
    return [...kept].some((fix) => fix.startsWith('other_department'))
  return (
    code === 'no_eligible_balance' &&
    at.eligibility.keepClosedWithBalance === true &&
    kept.has(`account_closed ${account ?? ''}`)
  )
}

/** One failure of the customer, or one of each account, by what would put it right. */
function heldBack(named: readonly NamedFailure[], choice: number, city: City): Set<string> {
  const own = named.filter(({ account }) => account === undefined)
  const pick = (failures: readonly NamedFailure[]) => failures[choice % failures.length]?.fix ?? ''
  if (own.length > 0) return new Set([pick(own)])
  const accounts = Map.groupBy(named, ({ account }) => account)
  return new Set(
    [...accounts].flatMap(([number, failures]) => {
      // Where several accounts have one number, a failure does not say which of them it is about.
      const several = city.accounts.filter((row) => row.account_number === number).length > 1
      return several ? failures.map(({ fix }) => fix) : [pick(failures)]
    }),
  )
}

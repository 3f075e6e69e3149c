import { expect, it } from 'vitest'
import { sharedStore } from '../sync/city.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { live, type Outcome } from './scenario.ts'

/**
 * `npm run test:simulation` lives through 2,000 seeds, `npm test` through 50. A seed that fails is printed, and
 * `SIMULATION_SEED=7 npx vitest run test/simulation` lives through it again; with `SIMULATION_STEPS=3` only
 * its beginning. `SIMULATION_FROM` is the first of several.
 */
const { SIMULATION_SEED, SIMULATION_SEEDS, SIMULATION_STEPS, SIMULATION_FROM } = process.env
const ONE = SIMULATION_SEED === undefined ? undefined : Number(SIMULATION_SEED)
const FIRST = ONE ?? Number(SIMULATION_FROM ?? 1)
const SEEDS = ONE === undefined ? Number(SIMULATION_SEEDS ?? 50) : 1
const STEPS = SIMULATION_STEPS === undefined ? undefined : Number(SIMULATION_STEPS)
/** On a server a seed takes as long as several do here, and its story is the same: every tenth is enough there. */
const SHARE = { pglite: 1, postgres: 10 } as const
/** Stories of failed seeds that are told before it ends. */
const MOST_FAILURES = 3

describeOnEachDatabase('A city and its portal, whatever happens to both', (database) => {
  const store = sharedStore(database)
  const share = ONE === undefined ? SHARE[database.kind] : 1
  it(`live through ${Math.ceil(SEEDS / share)} seeds`, { timeout: 24 * 3_600_000 }, async () => {
    const failures: string[] = []
    let commits = 0
    for (let seed = FIRST; seed < FIRST + SEEDS && failures.length < MOST_FAILURES; seed += share) {
      const outcome = await live(await store(), seed, STEPS)
      commits += outcome.commits
      if (outcome.violations.length > 0) failures.push(tell(seed, outcome))
    }
    if (failures.length > 0) expect.fail(failures.join('\n\n'))
    // Were the copy looked at less often than that, most troubles would not have befallen anything.
    expect(commits).toBeGreaterThan((SEEDS / share) * (STEPS === undefined ? 15 : 0))
  })
})

function tell(seed: number, { violations, log }: Outcome): string {
  return [
    `Seed ${seed} failed. To see it again: SIMULATION_SEED=${seed} npx vitest run test/simulation`,
    ...violations.map((sentence) => `  ✗ ${sentence}`),
    ...log.map((line) => `    ${line}`),
  ].join('\n')
}

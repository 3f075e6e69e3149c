import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ALL_DEPARTMENTS } from '../../src/kernel/departments.ts'
import type { Difference } from '../../src/sync/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { makePortal, type TestPortal } from '../world/portal.ts'
import type { City } from './city.ts'
import { LAW_TIMEOUT_MS, TODAY, generate, lawParameters, removeExports, type Generated } from './community.ts'
import { citySketch, cityOf, editSketches, edited, policy, settingsWith } from './sketches.ts'

/**
 * After every sync, of whatever city, the copy equals the system of record: a verification, which reads both anew, finds
 * no difference, and the ledger has as many records of each kind as the export has rows.
 */
describeOnEachDatabase('Verification', (database) => {
  let portal: TestPortal
  beforeAll(async () => {
    portal = makePortal(await database.open(), TODAY)
  })
  afterAll(removeExports)

  it(
    'finds every copy equal, after a first sync, after edits, for another policy, and when all is as it was before',
    async () => {
      await fc.assert(
        fc.asyncProperty(citySketch, editSketches, policy, policy, async (sketch, edits, first, second) => {
          const before = cityOf(sketch)
          const after = edited(before, edits)
          const generated = await generate(portal, settingsWith(first), [before])
          await expectEqual(generated, before)
          portal.clock.advance(3_600_000)
          await generated.sync(after)
          await expectEqual(generated, after)
          await generated.changeSettings({ eligibility: second })
          await expectEqual(generated, after)
          portal.clock.advance(3_600_000)
          await generated.sync(before)
          await expectEqual(generated, before)
        }),
        lawParameters(15),
      )
    },
    LAW_TIMEOUT_MS,
  )

  async function expectEqual({ community }: Generated, city: City): Promise<void> {
    const after = await portal.sync.status(community, ALL_DEPARTMENTS)
    expect(after.verification).toMatchObject({ differences: 0, pending: 0, kept: 0 })
    const differences: Difference[] = []
    const report = await portal.sync.verify(community, {
      onDifference: (difference) => differences.push(difference),
    })
    expect(differences).toEqual([])
    expect(report).toMatchObject({ equal: report.customers, pending: 0, kept: 0, thorough: true })
    const { ledger } = after
    for (const kind of ['customers', 'accounts', 'holders', 'charges'] as const)
      expect({ [kind]: ledger[kind].inSource }).toEqual({ [kind]: city[kind].length })
    expect(report.customers).toBe(ledger.customers.synced)
  }
})

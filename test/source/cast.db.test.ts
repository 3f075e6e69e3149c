import { expect, test } from 'vitest'
import type { Explanation, Question } from '../../src/explain/index.ts'
import { ALL_DEPARTMENTS, maskOf } from '../../src/kernel/departments.ts'
import { openSampleCity, sampleSettings } from '../../src/source/index.ts'
import { castOf, type CastMember } from '../../src/source/sample/cast.ts'
import { findCityPlan } from '../../src/source/sample/city-plan.ts'
import type { Store } from '../../src/store/index.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { makePortal } from '../world/portal.ts'
import { temporaryDirectory } from './export-fixture.ts'

/** How a member is asked for, where the customer number alone does not bring about what it shows. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  filter_excludes: { text: 'nunez', filters: { module: 'receivable' } },
  guessed: { text: 'katherine keller' },
  term_not_matched: { text: 'okafor' },
  change_pending: { live: true },
}

/** The many Smiths of a whole city would take a minute to read; what is below the fold is tested with the search. */
const NEEDS_A_WHOLE_CITY = 'below_the_fold'

async function tellStory(store: Store, slug: string, departments: readonly string[]) {
  const city = findCityPlan(slug)
  if (!city) throw new Error(slug)
  const directory = await temporaryDirectory()
  const portal = makePortal(store, '2026-11-23T17:00:00Z')
  const sample = openSampleCity(directory, slug, portal.clock, { generated: 120 })
  const community = await portal.communities.add({
    slug,
    name: city.name,
    source: `files:${directory}`,
    settings: sampleSettings(slug),
    isDemo: true,
  })
  for (const moment of ['first', 'current'] as const) {
    await sample.write(moment)
    expect(await portal.sync.run(community, { trigger: 'test' })).toMatchObject({ status: 'completed' })
    portal.clock.advance(60_000)
  }
  await sample.write('now')
  const bits = (await portal.communities.listDepartments(community.communityId)).filter(({ name }) =>
    departments.includes(name),
  )
  const asker = portal.userWith('admin', [{ community, departments: ALL_DEPARTMENTS, role: 'admin' }])
  const viewer = portal.userWith('clerk', [{ community, departments: maskOf(...bits.map(({ bit }) => bit)) }])
  const explain = (question: Question) => portal.explain.explain({ community, question, asker, viewer })
  return {
    explain,
    idOf: ({ id }: CastMember) => city.customerIdPrefix + String(id),
    members: castOf(city).members,
  }
}

function codesOf({ gates }: Explanation): string[] {
  return gates.flatMap(({ failures, notes }) => [...failures, ...notes].map(({ code }) => code))
}

describeOnEachDatabase('the cast of the demo', (database) => {
  test.each([
    ['cedar-hollow', ['Water', 'Licensing']],
    ['port-marlow', ['Utilities']],
  ])('of %s shows what its stories say', async (slug, departments) => {
    const { explain, idOf, members } = await tellStory(await database.open(), slug, departments)
    for (const member of newestStates(members)) {
      for (const code of member.shows.filter((each) => each !== NEEDS_A_WHOLE_CITY)) {
        const question =
          code === 'renumbered'
            ? { account: formerNumberOf(members, member) }
            : { customer: idOf(member), ...QUESTIONS[code] }
        expect(codesOf(await explain(question)), `${String(member.name)} shows ${code}`).toContain(code)
      }
      if (member.shows.length === 0)
        expect(await explain({ customer: idOf(member) }), String(member.name)).toMatchObject({
          outcome: 'shown',
        })
    }
  })
})

/** A member that changes stands in the cast once for each state, the newest last. */
function newestStates(members: readonly CastMember[]): CastMember[] {
  return [...new Map(members.map((member) => [member.id, member])).values()]
}

function formerNumberOf(members: readonly CastMember[], { id }: CastMember): string {
  const before = members.find((member) => member.id === id && member.at?.includes('first'))
  return before?.accounts?.[0]?.number ?? ''
}

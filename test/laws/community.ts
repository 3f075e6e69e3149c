import type fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scopeIn, type Right, type User, type Scope } from '../../src/access/scope.ts'
import type { Explanation, Question } from '../../src/explain/index.ts'
import type { Community } from '../../src/kernel/community.ts'
import { ALL_DEPARTMENTS, maskOf } from '../../src/kernel/departments.ts'
import type { TestPortal } from '../world/portal.ts'
import { writeExport, type City } from './city.ts'

/** When the last export of a generated community was read, in all worlds. */
export const TODAY = '2026-11-20T16:05:00Z'

/** A generated community in the database of a law: real exports, read by the real sync. */
export interface Generated {
  readonly community: Community
  /** Writes the export as it is now, and syncs. */
  sync(city: City): Promise<void>
  changeSettings(settings: object): Promise<void>
  /** Somebody with departments by name (null: all) and rights in this community. */
  user(who: {
    readonly departments: readonly string[] | null
    readonly rights: readonly Right[]
  }): Promise<User>
}

let made = 0

/** The city of each day is exported and synced in turn. */
export async function generate(
  portal: TestPortal,
  settings: object,
  days: readonly City[],
): Promise<Generated> {
  const directory = join(folder(), String(++made))
  const first = new Date(TODAY).getTime() - (days.length - 1) * 86_400_000
  // All of its history is known.
  portal.clock.set(new Date(first))
  // Every community gets an equal name, so that answers can be compared byte by byte.
  let community = await portal.communities.add({
    slug: `city-${made}`,
    name: 'Cedar Hollow',
    source: `files:${directory}`,
    settings,
    isDemo: false,
  })
  const generated: Generated = {
    get community() {
      return community
    },
    async sync(city) {
      writeExport(directory, city, portal.clock.now().toISOString())
      portal.clock.advance(60_000)
      const run = await portal.sync.run(community, { trigger: 'test' })
      if (run.status !== 'completed') throw new Error(`The run is ${run.status}: ${run.message ?? ''}`)
    },
    async changeSettings(changed) {
      community = await portal.communities.changeSettings(community.slug, changed)
      await portal.sync.reevaluate(community)
    },
    async user({ departments, rights }) {
      const rows = await portal.communities.listDepartments(community.communityId)
      const mask =
        departments === null
          ? ALL_DEPARTMENTS
          : maskOf(...rows.filter((row) => departments.includes(row.name)).map((row) => row.bit))
      return portal.userWith('ana@example.gov', [{ community, departments: mask, rights }])
    },
  }
  for (const [i, city] of days.entries()) {
    portal.clock.set(new Date(first + i * 86_400_000))
    await generated.sync(city)
  }
  return generated
}

let root: string | undefined

function folder(): string {
  root ??= mkdtempSync(join(tmpdir(), 'portal-laws-'))
  return root
}

export function removeExports(): void {
  if (root !== undefined) rmSync(root, { recursive: true, force: true })
}

/** `LAWS_RUNS=1000 npx vitest run test/laws` for the long form; a failing seed is printed, and can be given as LAWS_SEED. */
export function lawParameters(runs: number): fc.Parameters<unknown> {
  const { LAWS_RUNS, LAWS_SEED } = process.env
  return {
    numRuns: LAWS_RUNS === undefined ? runs : Number(LAWS_RUNS),
    ...(LAWS_SEED === undefined ? {} : { seed: Number(LAWS_SEED) }),
    // Shrinking syncs a city at every step: it ends early enough that the seed is printed before the test's own limit.
    interruptAfterTimeLimit: LAW_TIMEOUT_MS / 2,
  }
}

export const LAW_TIMEOUT_MS = process.env.LAWS_RUNS === undefined ? 240_000 : 24 * 3_600_000

/** The ids of everybody in the complete result set. */
export async function listFound(
  portal: TestPortal,
  community: Community,
  user: User,
  { text, filters }: Question,
): Promise<string[]> {
  const scope = scopeOf(user, community)
  const found: string[] = []
  for (let page = 1; ; page++) {
    const request = { text: text ?? '', page, limit: 20, ...(filters === undefined ? {} : { filters }) }
    const { hits, total } = await portal.search.search(community, scope, request)
    found.push(...hits.map((hit) => hit.customerId))
    if (found.length >= total || hits.length === 0) return found
  }
}

export function scopeOf(user: User, community: Community): Scope {
  return scopeIn(user, community.communityId)
}

/** The explanation finds the customer, and none of the gates 1 to 5 fails. */
export function passes({ outcome, gates }: Explanation): boolean {
  return outcome !== 'not_found' && gates.every((gate) => gate.gate === 'shown' || gate.failures.length === 0)
}

export function question(text: string, module: string | undefined, customer?: string): Question {
  return {
    text,
    ...(customer === undefined ? {} : { customer }),
    ...(module === undefined ? {} : { filters: { module } }),
  }
}

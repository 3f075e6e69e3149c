import type { Community } from '../src/kernel/community.ts'
import { ALL_DEPARTMENTS, maskOf, type DepartmentMask } from '../src/kernel/departments.ts'
import { RIGHTS_OF_ROLE, type Scope } from '../src/access/scope.ts'
import { sampleSettings } from '../src/source/index.ts'
import { openStore, type Store } from '../src/store/index.ts'
import { makePortal, type TestPortal } from '../test/world/portal.ts'
import type { Job } from './job.ts'

/** The services over the database of a job. Time stands still shortly after the export, as verdicts depend on it. */
export async function openWorld({
  database,
}: Pick<Job, 'database'>): Promise<{ store: Store; portal: TestPortal }> {
  const store = await openStore(/^postgres/.test(database) ? { url: database } : { directory: database })
  return { store, portal: makePortal(store, '2026-11-20T17:00:00Z') }
}

const SLUG = 'bench'

export async function addCommunity(portal: TestPortal, { exportDirectory }: Job): Promise<Community> {
  return await portal.communities.add({
    slug: SLUG,
    name: 'Bench',
    source: `files:${exportDirectory}`,
    settings: sampleSettings('cedar-hollow'),
    isDemo: false,
  })
}

export async function getCommunity(portal: TestPortal): Promise<Community> {
  return await portal.communities.get(SLUG)
}

/** The communities, those with the most customers first. */
export async function listBySize(store: Store, communities: readonly Community[]): Promise<Community[]> {
  if (communities.length < 2) return [...communities]
  const counts = await asOwner<{ communityId: number; customers: number }>(
    store,
    'select community_id as "communityId", count(*)::int as customers from customer group by community_id',
  )
  const sizes = new Map(counts.map(({ communityId, customers }) => [communityId, customers]))
  const sizeOf = ({ communityId }: Community) => sizes.get(communityId) ?? 0
  return communities.toSorted((a, b) => sizeOf(b) - sizeOf(a) || a.communityId - b.communityId)
}

/** Reads whatever the community; the portal itself never does. */
async function asOwner<R>({ engine }: Store, sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
  const { rows } = await engine.transaction('set transaction read only', (session) =>
    session.query<R>(sql, parameters),
  )
  return rows
}

/** What somebody may see who has all departments of a community. */
export function allOf({ communityId }: Community): Scope {
  return scopeWith(communityId, ALL_DEPARTMENTS)
}

interface Person {
  readonly who: string
  readonly scopeIn: (community: Community) => Scope
}

/** Two people in each community: one who sees everything, and one of the department with the fewest accounts there. */
export async function listPeople(store: Store, communities: readonly Community[]): Promise<Person[]> {
  const departments = await asOwner<{ communityId: number; department: number }>(
    store,
    `select community_id as "communityId", department from account
     where community_id = any($1::int[]) and department < 63
     group by community_id, department order by count(*) desc, department`,
    [communities.map(({ communityId }) => communityId)],
  )
  const smallest = new Map(departments.map(({ communityId, department }) => [communityId, department]))
  return [
    { who: 'all departments', scopeIn: allOf },
    {
      who: 'smallest department',
      scopeIn: ({ communityId }) => scopeWith(communityId, maskOf(smallest.get(communityId) ?? 0)),
    },
  ]
}

function scopeWith(communityId: number, departments: DepartmentMask): Scope {
  return { communityId, rights: new Set(RIGHTS_OF_ROLE.staff), departments }
}

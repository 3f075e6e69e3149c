import { ALL_DEPARTMENTS, maskOf } from '../kernel/departments.ts'
import type { Community } from '../kernel/community.ts'
import { failure } from '../kernel/errors.ts'
import { RIGHTS_OF_ROLE, type Right, type Role } from '../access/scope.ts'
import type { CommandIo } from '../cli/io.ts'
import { progressBar } from '../cli/progress-bar.ts'
import { listSampleCities, sampleSettings } from '../source/index.ts'
import type { Portal } from './portal.ts'

/** Everybody's in the demo. It is printed and shown on the sign-in page: the demo holds nobody who exists. */
const DEMO_PASSWORD = 'demo-portal-2026'

interface DemoUser {
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly what: string
  /** By community: its departments, or all of them. */
  readonly sees: Readonly<Record<string, readonly string[] | 'all'>>
  /** Where they are not those of the role. */
  readonly rights?: readonly Right[]
}

/** People to sign in as, so that each gate can be seen from both sides. */
const DEMO_USERS: readonly DemoUser[] = [
  {
    email: 'ana.ruiz@cedar-hollow.example',
    name: 'Ana Ruiz',
    role: 'staff',
    what: 'clerk in Cedar Hollow: Water and Licensing',
    sees: { 'cedar-hollow': ['Water', 'Licensing'] },
  },
  {
    email: 'tom.becker@cedar-hollow.example',
    name: 'Tom Becker',
    role: 'staff',
    what: 'clerk in Cedar Hollow: Finance and Property',
    sees: { 'cedar-hollow': ['Finance', 'Property'] },
  },
  {
    email: 'lee.novak@cedar-hollow.example',
    name: 'Lee Novak',
    role: 'staff',
    what: 'auditor in Cedar Hollow: may ask why, and not search',
    sees: { 'cedar-hollow': 'all' },
    rights: ['explain'],
  },
  {
    email: 'priya.shah@cedar-hollow.example',
    name: 'Priya Shah',
    role: 'admin',
    what: 'administrator of Cedar Hollow',
    sees: { 'cedar-hollow': 'all' },
  },
  {
    email: 'marta.olsen@port-marlow.example',
    name: 'Marta Olsen',
    role: 'staff',
    what: 'clerk in Port Marlow: Utilities',
    sees: { 'port-marlow': ['Utilities'] },
  },
  {
    email: 'joao.pires@port-marlow.example',
    name: 'João Pires',
    role: 'admin',
    what: 'administrator of Port Marlow',
    sees: { 'port-marlow': 'all' },
  },
  {
    email: 'sam.okoye@support.example',
    name: 'Sam Okoye',
    role: 'support',
    what: 'support, in both cities',
    sees: { 'cedar-hollow': 'all', 'port-marlow': 'all' },
  },
]

/** Who can be signed in as; nobody where there is no demo. */
export async function demoSignIns(
  portal: Portal,
): Promise<{ email: string; password: string; what: string }[]> {
  const communities = await portal.communities.list()
  if (!communities.some((community) => community.isDemo)) return []
  return DEMO_USERS.map(({ email, what }) => ({ email, password: DEMO_PASSWORD, what }))
}

/**
 * Loads the sample cities into an empty database: each is read twice, as it was and as it is, so that there is something
 * merged, renumbered and gone, and then changes once more, so that something has not been read yet. What an interrupted
 * start left undone is done by the next one; a database with communities of its own is left alone.
 */
export async function loadDemo(portal: Portal, io: CommandIo): Promise<void> {
  const communities = await portal.communities.list()
  if (communities.some((community) => !community.isDemo)) return
  for (const { slug, name } of listSampleCities()) {
    const community =
      (await portal.communities.find(slug)) ??
      (await portal.communities.add({
        slug,
        name,
        source: `sample:${slug}`,
        settings: sampleSettings(slug),
        isDemo: true,
      }))
    await tellStory(portal, community, io)
  }
  for (const user of DEMO_USERS) await addUser(portal, user)
}

async function tellStory(portal: Portal, community: Community, io: CommandIo): Promise<void> {
  const city = portal.sampleCity(community)
  if (!city) return
  const { runs } = await portal.sync.status(community, ALL_DEPARTMENTS)
  const told = runs.filter((run) => run.status === 'completed').length
  const bar = progressBar(io, community.name)
  try {
    for (const moment of (['first', 'current'] as const).slice(told)) {
      await city.write(moment)
      const run = await portal.sync.run(community, {
        trigger: 'demo',
        onProgress: (progress) => bar.show(progress),
        signal: io.signal,
      })
      if (io.signal.aborted) return
      if (run.status !== 'completed')
        throw failure(
          'demo_failed',
          `The sample city ${community.name} could not be read: ${run.message ?? ''}`,
        )
    }
    if (told < 2) await city.write('now')
  } finally {
    bar.end()
  }
}

async function addUser(portal: Portal, { email, name, role, sees, rights }: DemoUser): Promise<void> {
  if (await portal.access.findUserByEmail(email)) return
  const grants = []
  for (const [slug, names] of Object.entries(sees)) {
    const { communityId } = await portal.communities.get(slug)
    const bits = []
    for (const department of names === 'all' ? [] : names)
      bits.push(await portal.communities.departmentBit(communityId, department))
    const departments = names === 'all' ? ALL_DEPARTMENTS : maskOf(...bits)
    grants.push({ communityId, role, rights: rights ?? RIGHTS_OF_ROLE[role], departments })
  }
  await portal.access.addUser({ email, name, password: DEMO_PASSWORD, grants }, 'operator')
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { createAccess, type Access } from '../../src/access/index.ts'
import { RIGHTS_OF_ROLE, type Right, type Role } from '../../src/access/scope.ts'
import { createExplain, createHistory } from '../../src/explain/index.ts'
import { startJobs, type Jobs } from '../../src/jobs/index.ts'
import type { Clock } from '../../src/kernel/clock.ts'
import type { Community } from '../../src/kernel/community.ts'
import { ALL_DEPARTMENTS, maskOf } from '../../src/kernel/departments.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { createCustomerRecords, createSearch, createSearchMany } from '../../src/search/index.ts'
import { openSampleCity, sampleSettings, type SampleCity } from '../../src/source/index.ts'
import type { Store } from '../../src/store/index.ts'
import { createCommunities, createSync, type Communities, type Sync } from '../../src/sync/index.ts'
import { createWeb, type WebPortal } from '../../src/web/index.ts'
import { TestClock } from '../world/clock.ts'
import type { TestDatabase } from '../world/databases.ts'

export const ORIGIN = 'http://portal.test'
export const PASSWORD = 'correct horse battery'
/** What `npm run setup` has built, as it does before every `npm test`. */
const ASSETS = join(import.meta.dirname, '../../dist/assets')

export const ANA = 'ana.ruiz@cedar-hollow.example'
export const PRIYA = 'priya.shah@cedar-hollow.example'
export const LEE = 'lee.novak@cedar-hollow.example'

export interface SmallDemo {
  readonly store: Store
  readonly clock: Clock
  readonly community: Community
  readonly communities: Communities
  readonly access: Access
  readonly sync: Sync
  readonly jobs: Jobs
  readonly city: SampleCity
  readonly web: ReturnType<typeof createWeb>
  /** Adds Port Marlow, which reads the same records, and gives a user a grant there. */
  readonly addPortMarlow: (email: string) => Promise<Community>
  /** A browser without scripts that is signed in as this user. */
  readonly signIn: (email: string) => Promise<Visitor>
  close(): Promise<void>
}

export interface Visitor {
  get(path: string): Promise<Response>
  /** The text of a page that is there. */
  read(path: string): Promise<string>
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Response>
}

/**
 * Cedar Hollow of the demo with its named cast and few others, read as it was and as it is, behind the real services and
 * pages. `change` replaces a service that a test is about.
 */
export async function openSmallDemo(
  store: Store,
  {
    clock = new TestClock('2026-11-23T16:32:00Z'),
    every = '15m',
    change = {},
  }: { clock?: Clock; every?: string; change?: Partial<WebPortal> } = {},
): Promise<SmallDemo> {
  const directory = await mkdtemp(join(tmpdir(), 'portal-demo-'))
  const city = openSampleCity(directory, 'cedar-hollow', clock, { generated: 40 })
  const openSource = () => city.source
  const communities = createCommunities({ store, clock })
  const community = await communities.add({
    slug: 'cedar-hollow',
    name: 'Cedar Hollow',
    source: 'sample:cedar-hollow',
    settings: { ...sampleSettings('cedar-hollow'), sync: { every } },
    isDemo: true,
  })
  const sync = createSync({ store, clock, log: silentLog, openSource, taxIdKey: 'a key for tests' })
  for (const moment of ['first', 'current'] as const) {
    await city.write(moment)
    await sync.run(community, { trigger: 'demo' })
  }
  await city.write('now')
  const search = createSearch({ store, clock, taxIdKey: 'a key for tests' })
  const explain = createExplain({ store, clock, search, openSource })
  const access = createAccess({ store, clock, secureCookies: false })
  await addUsers(access, communities, community)
  const jobs = await startJobs({ store, clock, log: silentLog, sync, communities })
  const web = createWeb({
    clock,
    log: silentLog,
    access,
    communities,
    search,
    searchMany: createSearchMany({ search, clock }),
    explain,
    history: createHistory({ store, clock }),
    sync,
    jobs,
    customers: createCustomerRecords({ store }),
    sampleEditor: () => city.editor,
    demoSignIns: [{ email: ANA, password: PASSWORD, what: 'clerk in Cedar Hollow' }],
    assetsDirectory: ASSETS,
    ...change,
  })
  return {
    store,
    clock,
    community,
    communities,
    access,
    sync,
    jobs,
    city,
    web,
    async addPortMarlow(email) {
      const added = await communities.add({
        slug: 'port-marlow',
        name: 'Port Marlow',
        source: 'sample:port-marlow',
        settings: sampleSettings('cedar-hollow'),
        isDemo: true,
      })
      await sync.run(added, { trigger: 'demo' })
      const { userId } = await access.getUserByEmail(email)
      await access.changeGrant(
        userId,
        { communityId: added.communityId, role: 'staff', departments: 'all' },
        'operator',
      )
      return added
    },
    async signIn(email) {
      const answer = await web.request(`${ORIGIN}/sign-in`, formOf({ email, password: PASSWORD }))
      const cookie = answer.headers.getSetCookie().map((each) => each.slice(0, each.indexOf(';')))
      return visitorWith(web, cookie.join('; '))
    },
    async close() {
      await jobs.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** One small demo for the tests of a file that change nothing; opened before the first of them. */
export function sharedDemo(database: TestDatabase): () => SmallDemo {
  let demo: SmallDemo | undefined
  beforeAll(async () => {
    demo = await openSmallDemo(await database.open())
  })
  afterAll(() => demo?.close())
  return () => {
    if (!demo) throw new Error('The demo is opened before the tests')
    return demo
  }
}

/** A small demo that is closed when the test ends. */
export async function smallDemo(...parameters: Parameters<typeof openSmallDemo>): Promise<SmallDemo> {
  const demo = await openSmallDemo(...parameters)
  onTestFinished(() => demo.close())
  return demo
}

/** A form as a browser sends it from one of our own pages. */
export function formOf(
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
) {
  return { method: 'POST', body: new URLSearchParams(fields), headers: { origin: ORIGIN, ...headers } }
}

/** The words of a page, as somebody reads them. */
export function wordsOf(html: string): string {
  return html
    .replace(/<(style|script|head)\b.*?<\/\1>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
}

function visitorWith(web: ReturnType<typeof createWeb>, cookie: string): Visitor {
  const get = async (path: string) => await web.request(ORIGIN + path, { headers: { cookie } })
  return {
    get,
    async read(path) {
      const answer = await get(path)
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
      return await answer.text()
    },
    post: async (path, fields) => await web.request(ORIGIN + path, formOf(fields, { cookie })),
  }
}

async function addUsers(access: Access, communities: Communities, { communityId }: Community): Promise<void> {
  const bit = (name: string) => communities.departmentBit(communityId, name)
  const waterAndLicensing = maskOf(await bit('Water'), await bit('Licensing'))
  const staff = RIGHTS_OF_ROLE.staff
  const people: readonly {
    email: string
    name: string
    role: Role
    departments: bigint
    rights: readonly Right[]
  }[] = [
    { email: ANA, name: 'Ana Ruiz', role: 'staff', departments: waterAndLicensing, rights: staff },
    {
      email: PRIYA,
      name: 'Priya Shah',
      role: 'admin',
      departments: ALL_DEPARTMENTS,
      rights: RIGHTS_OF_ROLE.admin,
    },
    { email: LEE, name: 'Lee Novak', role: 'staff', departments: ALL_DEPARTMENTS, rights: ['explain'] },
  ]
  for (const { email, name, ...grant } of people)
    await access.addUser({ email, name, password: PASSWORD, grants: [{ communityId, ...grant }] }, 'operator')
}

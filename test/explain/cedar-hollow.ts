import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Right, Role, User } from '../../src/access/scope.ts'
import type { Explanation, Question } from '../../src/explain/index.ts'
import type { Community } from '../../src/kernel/community.ts'
import { ALL_DEPARTMENTS, maskOf } from '../../src/kernel/departments.ts'
import type { Store } from '../../src/store/index.ts'
import { emptyCity, takeOut, writeExport, type City, type Row } from '../laws/city.ts'
import { makePortal, type TestPortal } from '../world/portal.ts'

/** A small city in which every reason for not being found has a customer of its own. */

const YESTERDAY = '2026-11-19T16:00:00Z'
/** 9:05 in the morning in Denver; the next sync is at 9:16. */
const TODAY = '2026-11-20T16:05:00Z'

export interface CedarHollow {
  readonly portal: TestPortal
  readonly community: Community
  /** The export as it is now; `sync` writes and reads it. */
  readonly city: City
  /** Somebody with departments by name; all unless told. */
  user(options?: {
    readonly email?: string
    readonly departments?: readonly string[]
    readonly rights?: readonly Right[]
    readonly role?: Role
  }): User
  ask(question: Question, asker?: User, viewer?: User): Promise<Explanation>
  writeExport(): void
  sync(): Promise<void>
  changeSettings(settings: object): Promise<void>
  leave(): void
}

export async function openCedarHollow(store: Store, settings: object = {}): Promise<CedarHollow> {
  const directory = mkdtempSync(join(tmpdir(), 'portal-cedar-hollow-'))
  const portal = makePortal(store, YESTERDAY)
  const city = firstDay()
  let community = await portal.communities.add({
    slug: `cedar-hollow-${directory.slice(-6).toLowerCase()}`,
    name: 'Cedar Hollow',
    source: `files:${directory}`,
    settings: { statusMap: { F: 'closed', D: 'inactive' }, ...settings },
    isDemo: false,
  })
  const write = () => writeExport(directory, city, portal.clock.now().toISOString())
  const sync = async () => {
    write()
    const run = await portal.sync.run(community, { trigger: 'test' })
    if (run.status !== 'completed') throw new Error(`The run is ${run.status}: ${run.message ?? ''}`)
  }
  await sync()
  nextDay(city)
  portal.clock.set(TODAY)
  await sync()
  const listed = await portal.communities.listDepartments(community.communityId)
  const departmentBits = new Map(listed.map(({ bit, name }) => [name, bit]))
  const user: CedarHollow['user'] = ({
    email = 'ana@cedarhollow.gov',
    departments,
    rights,
    role = 'staff',
  } = {}) =>
    portal.userWith(email, [
      {
        community,
        role,
        departments: departments
          ? maskOf(...departments.map((name) => departmentBits.get(name) ?? 62))
          : ALL_DEPARTMENTS,
        ...(rights === undefined ? {} : { rights }),
      },
    ])
  return {
    portal,
    get community() {
      return community
    },
    city,
    user,
    ask: async (question, asker = user(), viewer = asker) =>
      await portal.explain.explain({ community, question, asker, viewer }),
    writeExport: write,
    sync,
    async changeSettings(changed) {
      community = await portal.communities.changeSettings(community.slug, changed)
      await portal.sync.reevaluate(community)
    },
    leave: () => rmSync(directory, { recursive: true, force: true }),
  }
}

function firstDay(): City {
  const city = emptyCity()
  const customer = (customer_id: string, name: string, cells: Row = {}) =>
    city.customers.push({ customer_id, name, ...cells })
  const account = (account_id: string, account_number: string, holder: string | null, cells: Row = {}) => {
    city.accounts.push({
      account_id,
      account_number,
      module: 'utility',
      department: 'Water',
      status: 'active',
      balance: '84.20',
      ...cells,
    })
    if (holder !== null) hold(city, holder, account_id)
  }
  customer('C101', 'Núñez, Ana María', { mailing_address: '118 Aspen Way' })
  account('U101', '12.3456.07', 'C101', { service_address: '118 Aspen Way' })
  customer('C102', 'Okafor, Chidi')
  account('U102', '31.0044.02', 'C102', { status: 'F', closed_on: '2026-11-02' })
  account('L102', 'BL-2024-017', 'C102', { module: 'business_license', department: 'Licensing' })
  customer('C103', 'Lee, Grace', { status: 'inactive' })
  account('U103', '31.0103.01', 'C103')
  customer('C104', 'Park, Min')
  account('U104', '31.0104.01', 'C104', { online_access: 'N', status: 'D' })
  customer('C105', "O'Brien, Siobhan", { online_access: 'N' })
  account('U105', '31.0105.01', 'C105')
  customer('C106', 'Doe, Jane', { confidential: 'Y' })
  account('U106', '31.0106.01', 'C106')
  customer('C107', 'Aspen Café LLC')
  account('P107', 'PT-107', 'C107', { module: 'permit' })
  customer('C108', 'Romero, Luz')
  customer('C109', 'Weiss, Karl', { status: 'gone fishing' })
  account('U109', '31.0109.01', 'C109')
  customer('C110', 'Abbott, Zoe')
  account('U110', '31.0110.01', 'C110', { balance: 'much' })
  customer('C111', 'Bauer, Eva')
  account('U111', '31.0111.01', 'C111')
  customer('C112', 'Nunez, Ana M')
  account('U112', '31.0112.01', 'C112')
  customer('C113', 'Tenant, Old')
  account('U113', '31.0113.01', 'C113')
  customer('C114', 'Ferro, Gil')
  account('L114', 'BL-2024-114', 'C114', { module: 'business_license', department: 'Licensing' })
  account('U115', '31.0115.01', null)
  customer('C116', 'Hart, Ivy')
  account('U116', '31.0116.01', 'C116')
  account('U117', '31.0117.01', 'C116')
  customer('C118', 'Zero, Otto')
  account('U118', '31.0118.01', 'C118', { balance: '0' })
  return city
}

/** What happened in Caselle since yesterday. */
function nextDay(city: City): void {
  removeCustomer(city, 'C111')
  takeOut(city.accounts, (row) => row.account_id === 'U111')
  removeCustomer(city, 'C112')
  hold(city, 'C101', 'U112')
  city.merges.push({ from_id: 'C112', to_id: 'C101', kind: 'customer', at: '2026-11-19T20:00:00Z' })
  takeOut(city.holders, (row) => row.account_id === 'U113')
  hold(city, 'C101', 'U113')
  for (const row of city.accounts) if (row.account_id === 'U116') row.account_number = '55.2116.01'
  takeOut(city.accounts, (row) => row.account_id === 'U117')
  takeOut(city.holders, (row) => row.account_id === 'U117')
}

function removeCustomer(city: City, id: string): void {
  takeOut(city.customers, (row) => row.customer_id === id)
  takeOut(city.holders, (row) => row.customer_id === id)
}

export function hold(city: City, customer_id: string, account_id: string): void {
  city.holders.push({ customer_id, account_id, role: 'owner' })
}

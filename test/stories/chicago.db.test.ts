import { parse } from 'csv-parse/sync'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ALL_DEPARTMENTS } from '../../src/kernel/departments.ts'
import type { Community } from '../../src/kernel/community.ts'
import type { RunReport } from '../../src/sync/report.ts'
import { describeOnEachDatabase } from '../world/databases.ts'
import { makePortal, type TestPortal } from '../world/portal.ts'

/**
 * Real, messy listings of 1,162 sites, merged from ten lists that spell the same sites differently: names over two
 * lines, addresses with and without a city, missing phones. Read in place; see the README beside them.
 */
const SITES = join(import.meta.dirname, '../../../shared/data/chicago/sites.csv')

interface Site {
  readonly id: string
  readonly source: string
  readonly site_name: string
  readonly address: string
  readonly zip: string
  readonly phone: string
}

/** The city's own column names, mapped in the settings, so that its export is read as it is. */
const settings = {
  timeZone: 'America/Chicago',
  systemOfRecordName: 'Site list',
  columns: {
    customers: {
      customer_id: 'id',
      business_name: 'site_name',
      mailing_address: 'address',
      postal_code: 'zip',
    },
    accounts: {
      account_id: 'Licence',
      account_number: 'Licence No.',
      service_address: 'Site address',
      status: 'State',
    },
  },
}

function writeExport(directory: string, sites: readonly Site[]): void {
  const csv = (rows: readonly (readonly string[])[]) =>
    rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')
  writeFileSync(join(directory, 'customers.csv'), readFileSync(SITES))
  writeFileSync(
    join(directory, 'accounts.csv'),
    csv([
      ['Licence', 'Licence No.', 'module', 'department', 'State', 'Site address'],
      ...sites.map((site) => [
        `L${site.id}`,
        `EC-${site.id.padStart(5, '0')}`,
        'business_license',
        'Licensing',
        'active',
        site.address,
      ]),
    ]),
  )
  writeFileSync(
    join(directory, 'holders.csv'),
    csv([['customer_id', 'account_id', 'role'], ...sites.map((site) => [site.id, `L${site.id}`, 'owner'])]),
  )
  writeFileSync(join(directory, 'charges.csv'), 'charge_id,account_id,kind,amount,balance\r\n')
  writeFileSync(join(directory, 'EXPORTED_AT'), '2026-11-20T15:00:00Z')
}

describeOnEachDatabase('A real city list, read as it is', (database) => {
  const sites = parse(readFileSync(SITES), { columns: true }) as unknown as Site[]
  let directory: string
  let portal: TestPortal
  let community: Community
  let run: RunReport

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'portal-chicago-'))
    writeExport(directory, sites)
    portal = makePortal(await database.open(), '2026-11-20T16:00:00Z')
    community = await portal.communities.add({
      slug: 'chicago',
      name: 'Chicago',
      source: `files:${directory}`,
      settings,
      isDemo: false,
    })
    run = await portal.sync.run(community, { trigger: 'test' })
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  const clerk = () => ({
    communityId: community.communityId,
    rights: new Set(['search', 'explain'] as const),
    departments: ALL_DEPARTMENTS,
  })

  /** The ids that a search finds on its first page, best first. */
  async function find(text: string): Promise<string[]> {
    const result = await portal.search.search(community, clerk(), { text })
    return result.hits.map((hit) => hit.customerId)
  }

  it('accounts for every listing in the ledger', async () => {
    expect(run).toMatchObject({ status: 'completed', rejected: 0, added: sites.length * 2 })
    const { customers } = (await portal.sync.status(community, ALL_DEPARTMENTS)).ledger ?? {}
    expect(customers).toMatchObject({ inSource: sites.length, rejected: 0, synced: sites.length })
    expect(customers?.synced).toBe(
      (customers?.notCurrent ?? 0) + (customers?.withheld ?? 0) + (customers?.shared ?? 0),
    )
  })

  it.each([
    ['a name whose line is broken in the list', 'chicago commons st catherine', '1958'],
    ['without the comma and the legal form', 'precious little ones learning center', '287'],
    ['with its apostrophe', "Precious Little One's", '287'],
    ['one word of the name', 'gingerbread', '23'],
    ['hyphenated, typed with a space', 'belmont cragin', '1291'],
    ['first name first, as people say it', 'mariano azuela', '1964'],
    ['an address without its direction', '1653 43rd', '1463'],
    ['street first', 'eastwood 850', '2418'],
    ['by phone, with a hyphen', '386-5286', '1958'],
    ['a licence number without its letters', '01463', '1463'],
    ['a licence number as printed', 'EC-01463', '1463'],
    ['abbreviated', "rachel's youth", '1617'],
    ['name and street together', 'sullivan houston', '2798'],
  ])('is searched %s: "%s"', async (_how, text, id) => {
    const found = await find(text)
    expect(found).toContain(id)
  })

  it('finds every listing by its own name, and by the words of its name in reverse', async () => {
    for (const site of sites.filter((_, index) => index % 25 === 0)) {
      const words = site.site_name.trim().split(/\s+/)
      for (const text of [words.join(' '), words.toReversed().join(' ')]) {
        const rank = await (await portal.search.lookInto(clerk(), { text })).rankOf(site.id)
        expect(rank, text).not.toBeNull()
      }
    }
  })

  it('explains a listing that is not there, without a guess', async () => {
    const asker = portal.userWith('clerk@chicago.example', [{ community, departments: ALL_DEPARTMENTS }])
    const explanation = await portal.explain.explain({
      community,
      question: { customer: '999999' },
      asker,
      viewer: asker,
    })
    expect(explanation.outcome).toBe('not_found')
    expect(explanation.gates[0]).toMatchObject({
      gate: 'synced',
      outcome: 'fail',
      failures: [{ code: 'never_seen' }],
    })
  })
})

import type { CityPlan } from './city-plan.ts'

/**
 * The named cast: in each sample city a few dozen people and businesses, so that every code of the six gates can be
 * seen. A demo tells three moments: `first` and `current` are two exports that are synced one after the other, so that
 * records are gone, merged, renumbered and reassigned; `now` is how the source stands afterwards, with somebody whom no
 * run has read yet. A member whose records change stands here once for each state.
 */
export type Moment = 'first' | 'current' | 'now'

export interface CastMember {
  /** The customer id without the prefix of the city; below those of the generated customers. */
  readonly id: number
  /** Surname and given names, or the name of a business. */
  readonly name: readonly [string, string] | string
  readonly address: string
  /** What the member is there to show: codes of the gates, or of their notes. */
  readonly shows: readonly string[]
  readonly story: string
  readonly customer?: Readonly<Record<string, string>>
  readonly accounts?: readonly CastAccount[]
  /** Everywhere, where it is not said. */
  readonly at?: readonly Moment[]
}

export interface CastAccount {
  /** Shared by the members who hold the same account. */
  readonly id: number
  readonly number: string
  readonly module: string
  readonly role?: string
  readonly closedDaysAgo?: number
  /** In cents; a charge makes it up, unless `charge` says another kind. */
  readonly balance?: number
  /** The kind of its only charge. */
  readonly charge?: string
  readonly values?: Readonly<Record<string, string>>
}

export interface CastMerge {
  readonly from: number
  readonly to: number
}

const SYNCED_TWICE: readonly Moment[] = ['current', 'now']

const CEDAR_HOLLOW: readonly CastMember[] = [
  {
    id: 1001,
    name: ['Núñez', 'Ana María'],
    address: '118 Aspen Way',
    shows: ['filter_excludes'],
    story:
      'Is found however one spells her, through a water account and a licence; a filter for another module excludes her.',
    customer: { email: 'ana.nunez@example.com', phone: '(555) 010-0142', tax_id: '000-12-3456' },
    accounts: [
      { id: 1001, number: '12.3456.07', module: 'utility', balance: 8_420 },
      { id: 1101, number: '88.1200.01', module: 'business_license' },
    ],
  },
  {
    id: 1002,
    name: ['Nunes', 'Anna'],
    address: '40 Old Mill Road',
    shows: [],
    story: 'Sounds like Ana Núñez, and is somebody else.',
    accounts: [{ id: 1002, number: '12.3490.11', module: 'utility' }],
  },
  {
    id: 1003,
    name: ['Okafor', 'Chidi'],
    address: '7 Depot Street',
    shows: ['account_closed', 'not_marked_online'],
    story: 'Two reasons at once: the account is closed, and the customer is not marked for online access.',
    customer: { online_access: 'N' },
    accounts: [{ id: 1003, number: '31.0044.02', module: 'utility', closedDaysAgo: 21 }],
  },
  {
    id: 1004,
    name: ['Lindqvist', 'Karin'],
    address: '310 Orchard Lane',
    shows: ['account_inactive'],
    story: 'The water account is disconnected, which this city counts as inactive.',
    accounts: [
      { id: 1004, number: '31.0051.09', module: 'utility', balance: 21_075, values: { status: 'D' } },
    ],
  },
  {
    id: 1005,
    name: ['Haddad', 'Samir'],
    address: '52 Juniper Court',
    shows: ['not_marked_online'],
    story: 'The account, not the customer, is marked as not online.',
    accounts: [{ id: 1005, number: '31.0063.04', module: 'utility', values: { online_access: 'N' } }],
  },
  {
    id: 1006,
    name: ['Begay', 'Leona'],
    address: '9 Sagebrush Road',
    shows: ['module_not_shared'],
    story: 'Has a dog licence only, and this city does not share animal licences.',
    accounts: [{ id: 1006, number: '70.0006.01', module: 'animal_license' }],
  },
  {
    id: 1007,
    name: ['Fontaine', 'Claire'],
    address: '81 Willow Bend',
    shows: ['confidential'],
    story: 'Is confidential in the system of record.',
    customer: { confidential: 'Y' },
    accounts: [{ id: 1007, number: '31.0077.03', module: 'utility' }],
  },
  {
    id: 1008,
    name: ['Peterson', 'Kathryn'],
    address: '600 Maple Avenue',
    shows: [],
    story: 'Stands in the books three times, as Kathryn, Katie and K.',
    accounts: [{ id: 1008, number: '22.4100.08', module: 'utility', balance: 3_310 }],
    at: ['first'],
  },
  {
    id: 1008,
    name: ['Peterson', 'Kathryn'],
    address: '600 Maple Avenue',
    shows: [],
    story: 'Survived two merges: K. Peterson into Katie, and Katie, with her account, into her.',
    accounts: [
      { id: 1008, number: '22.4100.08', module: 'utility', balance: 3_310 },
      { id: 1009, number: '22.4100.16', module: 'receivable' },
    ],
    at: SYNCED_TWICE,
  },
  {
    id: 1009,
    name: ['Peterson', 'Katie'],
    address: '600 Maple Avenue',
    shows: ['merged_into'],
    story: 'A duplicate that was merged into Kathryn Peterson.',
    accounts: [{ id: 1009, number: '22.4100.16', module: 'receivable' }],
    at: ['first'],
  },
  {
    id: 1010,
    name: ['Peterson', 'K'],
    address: '600 Maple Ave',
    shows: ['merged_into'],
    story: 'A duplicate that was merged into Katie Peterson, who was then merged herself.',
    at: ['first'],
  },
  {
    id: 1011,
    name: ["D'Angelo", 'Marco'],
    address: '14 Foundry Street',
    shows: [],
    story: 'Held the water account of 14 Foundry Street before he moved away.',
    accounts: [{ id: 1011, number: '45.2000.10', module: 'utility', balance: 5_125 }],
    at: ['first'],
  },
  {
    id: 1011,
    name: ["D'Angelo", 'Marco'],
    address: '14 Foundry Street',
    shows: ['reassigned_to'],
    story: 'Moved away: his only account was reassigned to Hana Tesfaye.',
    at: SYNCED_TWICE,
  },
  {
    id: 1012,
    name: ['Tesfaye', 'Hana'],
    address: '14 Foundry Street',
    shows: [],
    story: "Took over the account that was Marco D'Angelo's.",
    accounts: [{ id: 1011, number: '45.2000.10', module: 'utility', balance: 5_125 }],
    at: SYNCED_TWICE,
  },
  {
    id: 1013,
    name: ['Kowalski', 'Joan'],
    address: '233 Prospect Avenue',
    shows: [],
    story: 'Has the account number 11.0001.02, which is going to change.',
    accounts: [{ id: 1013, number: '11.0001.02', module: 'utility' }],
    at: ['first'],
  },
  {
    id: 1013,
    name: ['Kowalski', 'Joan'],
    address: '233 Prospect Avenue',
    shows: ['renumbered'],
    story: 'Her account was 11.0001.02; the old number still finds her.',
    accounts: [{ id: 1013, number: '11.7001.02', module: 'utility' }],
    at: SYNCED_TWICE,
  },
  {
    id: 1014,
    name: ['Zúñiga', 'Pilar'],
    address: '5 Canal Street',
    shows: ['rejected'],
    story: 'Her only account has a status that nobody has given a meaning, so that it is rejected.',
    accounts: [{ id: 1014, number: '31.0140.05', module: 'utility', values: { status: 'Q' } }],
  },
  {
    id: 1015,
    name: ['Ibarra', 'Tomás'],
    address: '19 Spring Street',
    shows: ['rejected'],
    story: 'His own row is rejected: his online flag is neither Y nor N.',
    customer: { online_access: 'MAYBE' },
    accounts: [{ id: 1015, number: '31.0150.00', module: 'utility' }],
  },
  {
    id: 1016,
    name: ['Novák', 'Petra'],
    address: '77 Reservoir Road',
    shows: ['deleted_in_source'],
    story: 'Was deleted in the system of record.',
    accounts: [{ id: 1016, number: '31.0160.06', module: 'utility' }],
    at: ['first'],
  },
  {
    id: 1017,
    name: 'Spruce & Barley Bakery LLC',
    address: '3 Market Street',
    shows: ['other_department'],
    story:
      'Rents the town hall and has no other account: known to Finance, and not to a clerk of Water and Licensing.',
    accounts: [{ id: 1017, number: '60.1700.07', module: 'receivable', balance: 7_500 }],
  },
  {
    id: 1018,
    name: ['Abdi', 'Farah'],
    address: '402 Elm Street',
    shows: ['no_account'],
    story: 'Has no account at all.',
  },
  {
    id: 1019,
    name: ['Oyelaran', 'Tunde'],
    address: '28 Sunrise Drive',
    shows: ['change_pending'],
    story:
      'Was created after the last run, which a live look finds by his number C1019; the next run brings him.',
    accounts: [{ id: 1019, number: '31.0190.08', module: 'utility' }],
    at: ['now'],
  },
  {
    id: 1020,
    name: ['Smith', 'Zachary'],
    address: '2900 Sunset Boulevard',
    shows: ['below_the_fold'],
    story: 'Is one of many Smiths, and not on their first page.',
    accounts: [{ id: 1020, number: '31.0200.03', module: 'utility' }],
  },
  {
    id: 1021,
    name: ['Brandt', 'Oliver'],
    address: '15 Stone Bridge Road',
    shows: ['account_withheld'],
    story: 'Is shown through one account; a note tells of the other, which is closed.',
    accounts: [
      { id: 1021, number: '31.0210.09', module: 'utility', balance: 1_840 },
      { id: 1121, number: '31.0211.02', module: 'utility', closedDaysAgo: 300 },
    ],
  },
  {
    id: 1022,
    name: ['McCoy', 'Dean'],
    address: 'PO Box 12',
    shows: [],
    story: 'The landlord of Inés Villarreal: both are found through the same account.',
    accounts: [{ id: 1022, number: '31.0220.04', module: 'utility', role: 'landlord', balance: 4_410 }],
  },
  {
    id: 1023,
    name: ['Villarreal', 'Inés'],
    address: '44 Quarry Road',
    shows: [],
    story: 'The tenant of Dean McCoy.',
    accounts: [{ id: 1022, number: '31.0220.04', module: 'utility', role: 'tenant', balance: 4_410 }],
  },
  {
    id: 1024,
    name: ['Keller', 'Catherine'],
    address: '61 Bluebell Lane',
    shows: ['guessed', 'term_not_matched'],
    story:
      'Writes herself with a C: "Katherine Keller" is taken for her. A search for somebody else, such as "Okafor", is not.',
    accounts: [{ id: 1024, number: '31.0240.06', module: 'utility' }],
  },
  {
    id: 1025,
    name: ['Sato', 'Kenji'],
    address: '130 Library Place',
    shows: ['account_inactive'],
    story: 'The customer is inactive, although the account is active.',
    customer: { status: 'inactive' },
    accounts: [{ id: 1025, number: '31.0250.01', module: 'utility' }],
  },
  {
    id: 1026,
    name: ['Dvořák', 'Milan'],
    address: '8 Wagon Wheel Drive',
    shows: ['account_closed', 'not_marked_online', 'confidential', 'other_department'],
    story: 'Everything at once: closed, not online, confidential, and in the department Property.',
    customer: { confidential: 'Y', online_access: 'N' },
    accounts: [
      {
        id: 1026,
        number: '90.0026.07',
        module: 'property',
        closedDaysAgo: 90,
        values: { online_access: 'N' },
      },
    ],
  },
]

const PORT_MARLOW: readonly CastMember[] = [
  {
    id: 1001,
    name: ['Petrov', 'Irina'],
    address: '12 Lighthouse Lane',
    shows: ['no_eligible_balance'],
    story:
      'Owes nothing and was charged nothing, and this city shares only accounts with a charge or a balance.',
    accounts: [{ id: 1001, number: '1-00010-01', module: 'utility', charge: 'deposit' }],
  },
  {
    id: 1002,
    name: ['Åkerman', 'Nils'],
    address: '70 Harbor Drive',
    shows: [],
    story:
      'Closed his account 27 days ago; the period of grace of 30 days ends in three days, without a sync.',
    accounts: [{ id: 1002, number: '1-00020-02', module: 'utility', closedDaysAgo: 27, charge: 'charge' }],
  },
  {
    id: 1003,
    name: ['Achebe', 'Grace'],
    address: '8 Ferry Street',
    shows: [],
    story: 'Closed her account long ago, but owes $120.50: this city keeps showing it.',
    accounts: [{ id: 1003, number: '1-00030-03', module: 'utility', closedDaysAgo: 60, balance: 12_050 }],
  },
  {
    id: 1004,
    name: ['Santiago', 'Rafael'],
    address: '19 Pelican Court',
    shows: ['account_closed'],
    story: 'Closed his account and paid; the period of grace is over.',
    accounts: [{ id: 1004, number: '1-00040-04', module: 'utility', closedDaysAgo: 60, charge: 'charge' }],
  },
  {
    id: 1005,
    name: ['Yamamoto', 'Aiko'],
    address: '240 Driftwood Lane',
    shows: ['not_marked_online'],
    story: 'Nobody has said whether her account is online, and this city wants it said.',
    accounts: [
      { id: 1005, number: '1-00050-05', module: 'utility', balance: 4_010, values: { online_access: '' } },
    ],
  },
  {
    id: 1006,
    name: 'Whaleback Charters LLC',
    address: '1 Dock Street',
    shows: ['module_not_shared'],
    story: 'Rents a slip in the harbor, and this city does not share moorage.',
    accounts: [{ id: 1006, number: '7-00060-06', module: 'moorage', balance: 48_000 }],
  },
  {
    id: 1007,
    name: ['Haddad', 'Layla'],
    address: '33 Anchor Way',
    shows: ['account_inactive'],
    story: 'Her account is suspended, which this city counts as inactive.',
    accounts: [
      { id: 1007, number: '1-00070-07', module: 'utility', balance: 9_900, values: { status: 'Suspended' } },
    ],
  },
  {
    id: 1008,
    name: ['Szabó', 'Éva'],
    address: '5 Chestnut Street',
    shows: ['confidential'],
    story: 'Is confidential in the system of record.',
    customer: { confidential: 'Y' },
    accounts: [{ id: 1008, number: '1-00080-08', module: 'utility', balance: 3_300 }],
  },
  {
    id: 1009,
    name: ["O'Connor-Bell", 'Siobhán'],
    address: '410 Cannery Row',
    shows: [],
    story: 'Survived two merges; "oconnor", "o connor" and "bell" find her.',
    accounts: [{ id: 1009, number: '1-00090-09', module: 'utility', balance: 2_715 }],
  },
  {
    id: 1010,
    name: ["O'Connor", 'S.'],
    address: '410 Cannery Row',
    shows: ['merged_into'],
    story: "A duplicate that was merged into Siobhán O'Connor-Bell.",
    at: ['first'],
  },
  {
    id: 1011,
    name: ['Oconnor', 'Siobhan'],
    address: '410 Cannery',
    shows: ['merged_into'],
    story: "A duplicate of the duplicate: merged into S. O'Connor.",
    at: ['first'],
  },
  {
    id: 1012,
    name: ['Mensah', 'Kwame'],
    address: '66 Birch Circle',
    shows: [],
    story: 'Held the account of 66 Birch Circle before he sold the house.',
    accounts: [{ id: 1012, number: '1-00120-12', module: 'utility', balance: 6_640 }],
    at: ['first'],
  },
  {
    id: 1012,
    name: ['Mensah', 'Kwame'],
    address: '66 Birch Circle',
    shows: ['reassigned_to'],
    story: 'Sold the house: his only account was reassigned to Linh Phan.',
    at: SYNCED_TWICE,
  },
  {
    id: 1013,
    name: ['Phan', 'Linh'],
    address: '66 Birch Circle',
    shows: [],
    story: "Took over the account that was Kwame Mensah's.",
    accounts: [{ id: 1012, number: '1-00120-12', module: 'utility', balance: 6_640 }],
    at: SYNCED_TWICE,
  },
  {
    id: 1014,
    name: ['Diallo', 'Aminata'],
    address: '21 Mill Pond Lane',
    shows: [],
    story: 'Has the account number 1-00140-14, which is going to change.',
    accounts: [{ id: 1014, number: '1-00140-14', module: 'utility', balance: 1_990 }],
    at: ['first'],
  },
  {
    id: 1014,
    name: ['Diallo', 'Aminata'],
    address: '21 Mill Pond Lane',
    shows: ['renumbered'],
    story: 'Her account was 1-00140-14; the old number still finds her.',
    accounts: [{ id: 1014, number: '2-00140-14', module: 'utility', balance: 1_990 }],
    at: SYNCED_TWICE,
  },
  {
    id: 1015,
    name: ['Horváth', 'Gábor'],
    address: '9 Courthouse Square',
    shows: ['rejected'],
    story: 'The balance of his account is written with a comma, so that the account is rejected.',
    accounts: [{ id: 1015, number: '1-00150-15', module: 'utility', values: { balance: '1,204.50' } }],
  },
  {
    id: 1016,
    name: ['Popescu', 'Dana'],
    address: '52 Pioneer Road',
    shows: ['deleted_in_source'],
    story: 'Was deleted in the system of record.',
    accounts: [{ id: 1016, number: '1-00160-16', module: 'utility', balance: 880 }],
    at: ['first'],
  },
  {
    id: 1017,
    name: 'Kittiwake Veterinary Clinic',
    address: '88 Center Street',
    shows: ['other_department'],
    story: 'Is known to the City Clerk only: a clerk of Utilities may not see it.',
    accounts: [{ id: 1017, number: '8-00170-17', module: 'business_license', balance: 12_000 }],
  },
  {
    id: 1018,
    name: ['Ivanova', 'Sofia'],
    address: '17 Lupine Trail',
    shows: ['no_account'],
    story: 'Has no account at all.',
  },
  {
    id: 1019,
    name: ['Woldemariam', 'Yonas'],
    address: '150 Fairview Drive',
    shows: ['change_pending'],
    story:
      'Was created after the last run, which a live look finds by his number 1019; the next run brings him.',
    accounts: [{ id: 1019, number: '1-00190-19', module: 'utility', balance: 2_500 }],
    at: ['now'],
  },
  {
    id: 1020,
    name: ['Smith', 'Zoë'],
    address: '2990 Camino Real',
    shows: ['below_the_fold'],
    story: 'Is one of many Smiths, and not on their first page.',
    accounts: [{ id: 1020, number: '1-00200-20', module: 'utility', balance: 3_050 }],
  },
  {
    id: 1021,
    name: ['Núñez', 'Ana'],
    address: '4 Blackbird Lane',
    shows: ['other_community'],
    story: 'Has the name of a customer of Cedar Hollow, whose clerks never see her.',
    accounts: [{ id: 1021, number: '1-00210-21', module: 'utility', balance: 7_120 }],
  },
]

const CEDAR_HOLLOW_MERGES: readonly CastMerge[] = [
  { from: 1010, to: 1009 },
  { from: 1009, to: 1008 },
]
const PORT_MARLOW_MERGES: readonly CastMerge[] = [
  { from: 1011, to: 1010 },
  { from: 1010, to: 1009 },
]

/** The cast of a city, in all its states, and the merges that its second export tells of. */
export function castOf({ slug }: CityPlan): { members: readonly CastMember[]; merges: readonly CastMerge[] } {
  if (slug === 'cedar-hollow') return { members: CEDAR_HOLLOW, merges: CEDAR_HOLLOW_MERGES }
  return { members: PORT_MARLOW, merges: PORT_MARLOW_MERGES }
}

/** The members that stand in the export of a moment. */
export function membersAt(members: readonly CastMember[], moment: Moment): CastMember[] {
  return members.filter(({ at }) => at === undefined || at.includes(moment))
}

/** What makes one sample city different from another: its places, numbers, departments, words and rules. */
export interface CityPlan {
  readonly slug: string
  readonly name: string
  readonly state: string
  readonly postalCode: string
  readonly timeZone: string
  /** `#` is a digit. */
  readonly accountNumberMask: string
  /** Before the running number of a customer id. */
  readonly customerIdPrefix: string
  /** How names are exported: in their parts, or in one cell as "Last, First". */
  readonly nameColumns: 'parts' | 'one'
  readonly modules: readonly CityModule[]
  readonly statusWords: StatusWords
  readonly settings: Readonly<Record<string, unknown>>
}

export interface CityModule {
  readonly module: string
  readonly department: string
  /** How many of all accounts belong to it, in percent. */
  readonly share: number
  /** What is charged, and up to how many cents. */
  readonly charges: readonly { readonly kind: string; readonly description: string; readonly upTo: number }[]
  /** Businesses alone have it. */
  readonly businessesOnly?: boolean
}

export interface StatusWords {
  readonly active: string
  readonly closed: string
  readonly inactive: readonly string[]
}

const WATER = [
  { kind: 'charge', description: 'Water, metered use', upTo: 9_000 },
  { kind: 'charge', description: 'Sewer', upTo: 4_500 },
  { kind: 'charge', description: 'Garbage, 95 gallon', upTo: 2_400 },
  { kind: 'assessment', description: 'Storm drain improvement', upTo: 1_500 },
]
const RECEIVABLE = [
  { kind: 'due', description: 'Hall rental', upTo: 40_000 },
  { kind: 'charge', description: 'Sidewalk repair', upTo: 90_000 },
  { kind: 'due', description: 'Airport hangar lease', upTo: 60_000 },
]
const LICENCE = [{ kind: 'due', description: 'Licence renewal', upTo: 15_000 }]
const ANIMAL = [{ kind: 'due', description: 'Dog licence', upTo: 2_000 }]
const PROPERTY = [{ kind: 'assessment', description: 'Street lighting district', upTo: 22_000 }]

export const CEDAR_HOLLOW: CityPlan = {
  slug: 'cedar-hollow',
  name: 'Cedar Hollow',
  state: 'CO',
  postalCode: '80999',
  timeZone: 'America/Denver',
  accountNumberMask: '##.####.##',
  customerIdPrefix: 'C',
  nameColumns: 'parts',
  statusWords: { active: 'A', closed: 'F', inactive: ['D', 'I'] },
  modules: [
    { module: 'utility', department: 'Water', share: 62, charges: WATER },
    { module: 'receivable', department: 'Finance', share: 12, charges: RECEIVABLE },
    {
      module: 'business_license',
      department: 'Licensing',
      share: 10,
      charges: LICENCE,
      businessesOnly: true,
    },
    { module: 'animal_license', department: 'Animal Services', share: 8, charges: ANIMAL },
    { module: 'property', department: 'Property', share: 8, charges: PROPERTY },
  ],
  settings: {
    color: '#2e6276',
    sync: { every: '2m' },
    statusMap: { A: 'active', F: 'closed', D: 'inactive', I: 'inactive' },
    eligibility: {
      modules: ['utility', 'receivable', 'business_license', 'property'],
      onlineAccess: 'account_and_customer',
    },
    support: { email: 'help@cedar-hollow.example', phone: '(555) 010-2000' },
  },
}

const PORT_MARLOW: CityPlan = {
  slug: 'port-marlow',
  name: 'Port Marlow',
  state: 'OR',
  postalCode: '97999',
  timeZone: 'America/Los_Angeles',
  accountNumberMask: '#-#####-##',
  customerIdPrefix: '',
  nameColumns: 'one',
  statusWords: { active: 'Active', closed: 'Final', inactive: ['Vacant', 'Suspended'] },
  modules: [
    { module: 'utility', department: 'Utilities', share: 58, charges: WATER },
    { module: 'receivable', department: 'Finance', share: 12, charges: RECEIVABLE },
    {
      module: 'business_license',
      department: 'City Clerk',
      share: 10,
      charges: LICENCE,
      businessesOnly: true,
    },
    { module: 'animal_license', department: 'City Clerk', share: 8, charges: ANIMAL },
    {
      module: 'moorage',
      department: 'Harbor',
      share: 12,
      charges: [
        { kind: 'due', description: 'Slip rental', upTo: 55_000 },
        { kind: 'deposit', description: 'Key deposit', upTo: 5_000 },
      ],
    },
  ],
  settings: {
    color: '#1a4480',
    sync: { every: '2m' },
    statusMap: { Final: 'closed', Vacant: 'inactive', Suspended: 'inactive' },
    eligibility: {
      modules: ['utility', 'receivable', 'business_license', 'animal_license'],
      closedGraceDays: 30,
      keepClosedWithBalance: true,
      onlineAccess: 'account_explicit',
      balance: { require: 'any' },
    },
    support: { email: 'help@port-marlow.example', phone: '(555) 010-3000' },
  },
}

/** The sample cities, in the order in which the demo shows them. */
export const SAMPLE_CITIES: readonly CityPlan[] = [CEDAR_HOLLOW, PORT_MARLOW]

export function findCityPlan(slug: string): CityPlan | undefined {
  return SAMPLE_CITIES.find((city) => city.slug === slug)
}

/** The settings JSON of a sample city. */
export function settingsOf(city: CityPlan): Record<string, unknown> {
  const { timeZone, accountNumberMask, settings } = city
  return { timeZone, systemOfRecordName: 'Caselle', accountNumberMask, ...settings }
}

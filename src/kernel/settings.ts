import { z } from 'zod'
import { parseDuration } from './clock.ts'
import { isCron } from './cron.ts'
import { wrongUse } from './errors.ts'
import { quietMinutes } from './quiet-hours.ts'
import { sourceSettings } from './source-settings.ts'

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'must be a number with s, m, h or d, such as "15m"')

const timeZone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}, 'must be an IANA time zone, such as "America/Denver"')

const cron = z
  .string()
  .refine(
    isCron,
    'must be a cron expression of five fields (minute, hour, day, month, weekday), such as "15 6-18 * * 1-5"',
  )

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as "22:00"')

/** Quiet hours last up to a quarter of an hour longer, so that not all begin at their end: some of the day has to be left. */
const LONGEST_QUIET_MINUTES = 23 * 60

const quietHours = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine((hours) => quietMinutes(hours) <= LONGEST_QUIET_MINUTES, 'must leave an hour of the day for runs')

export const ACCOUNT_STATUSES = ['active', 'inactive', 'closed'] as const
const CHARGE_KINDS = ['charge', 'due', 'assessment', 'credit', 'deposit'] as const
const ONLINE_ACCESS = [
  'ignore',
  'account',
  'customer',
  'account_and_customer',
  'account_explicit',
  'customer_explicit',
  'account_and_customer_explicit',
] as const

const columnNames = z.record(z.string(), z.string().min(1))

/** The settings of a community, as `docs/guides/settings.md` describes them. Every key is optional. */
const settingsSchema = z.strictObject({
  timeZone: timeZone.default('America/Denver'),
  systemOfRecordName: z.string().min(1).max(60).default('Caselle'),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as "#1a4480"')
    .default('#1a4480'),
  sync: z
    .strictObject({
      every: duration.default('15m'),
      /** On the clock of the community; it counts instead of `every`. */
      cron: cron.nullable().default(null),
      quietHours: quietHours.nullable().default(null),
      sweepEvery: duration.default('1h'),
      removalGuard: z
        .strictObject({
          percent: z.number().min(0).max(100).default(20),
          atLeast: z.int().min(0).default(50),
        })
        .prefault({}),
    })
    .prefault({}),
  accountNumberMask: z
    .string()
    .regex(/^[#.\-]*$/, 'may hold only #, . and -')
    .nullable()
    .default(null),
  statusMap: z.record(z.string(), z.enum(ACCOUNT_STATUSES)).default({}),
  /** The city's own column names: `{ "customers": { "customer_id": "CUST NO" } }`. */
  columns: z
    .strictObject({
      customers: columnNames.optional(),
      accounts: columnNames.optional(),
      holders: columnNames.optional(),
      charges: columnNames.optional(),
      merges: columnNames.optional(),
    })
    .prefault({}),
  source: sourceSettings.prefault({}),
  eligibility: z
    .strictObject({
      modules: z.union([z.literal('all'), z.array(z.string().min(1))]).default('all'),
      requireActive: z.boolean().default(true),
      closedGraceDays: z.int().min(0).max(3650).default(0),
      keepClosedWithBalance: z.boolean().default(false),
      onlineAccess: z.enum(ONLINE_ACCESS).default('account_and_customer'),
      balance: z
        .strictObject({
          require: z.enum(['none', 'any', 'owing']).default('none'),
          minimumCents: z.int().min(0).default(1),
          kinds: z.array(z.enum(CHARGE_KINDS)).default(['charge', 'due', 'assessment']),
          creditsCount: z.boolean().default(true),
        })
        .prefault({}),
      shareConfidential: z.boolean().default(false),
    })
    .prefault({}),
  /** For how many days it is known how records were. */
  history: z.strictObject({ keepDays: z.int().min(1).max(3650).default(400) }).prefault({}),
  discloseOtherDepartments: z.boolean().default(false),
  support: z
    .strictObject({
      email: z.email().nullable().default(null),
      phone: z.string().max(40).nullable().default(null),
    })
    .prefault({}),
})

export type Settings = z.output<typeof settingsSchema>
export type EligibilityPolicy = Settings['eligibility']
export type ColumnNames = Settings['columns']
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number]
export type ChargeKind = (typeof CHARGE_KINDS)[number]

export const defaultSettings: Settings = settingsSchema.parse({})

/**
 * Checks settings and fills in the defaults.
 * @throws wrongUse `settings_invalid`: one sentence that names each unknown key and each value that is refused.
 */
export function parseSettings(json: unknown): Settings {
  const parsed = settingsSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => {
    const where = issue.path.map(String).join('.')
    if (issue.code === 'unrecognized_keys')
      return `${issue.keys.map((key) => `"${where ? `${where}.` : ''}${key}"`).join(', ')} is not a setting`
    return `"${where || 'settings'}" ${issue.message.replace(/^Invalid/, 'is an invalid')}`
  })
  throw wrongUse('settings_invalid', `The settings were not changed: ${problems.join('; ')}.`)
}

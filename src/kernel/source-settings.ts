import { z } from 'zod'

/**
 * Where a secret is, never the secret itself: settings are shown, logged and kept in backups. It is read anew whenever
 * it is needed, so that a changed one counts at once.
 */
const secret = z
  .string()
  .regex(
    /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\/.+)$/,
    'must say where the secret is and not the secret itself: "env:NAME" for an environment variable, or "file:/PATH"',
  )
const optionalSecret = secret.nullable().default(null)

/** A day from which a secret no longer works; it is warned of beforehand. */
const expiresOn = z.iso.date('must be a day such as "2027-01-31"').nullable().default(null)

const view = z
  .string()
  .regex(/^[^.\s][^.]*(\.[^.]+){0,2}$/, 'must be the name of a view, such as "portal.customers"')

const file = z.string().startsWith('/', 'must be an absolute path').nullable().default(null)

/** How the views of a city's own database are read; `docs/guides/source-sql.md` describes it. */
const sql = z.strictObject({
  password: optionalSecret,
  passwordExpiresOn: expiresOn,
  tls: z.enum(['verify', 'trust', 'off']).default('verify'),
  caFile: file,
  views: z
    .strictObject({
      customers: view.default('portal_customers'),
      accounts: view.default('portal_accounts'),
      holders: view.default('portal_holders'),
      charges: view.default('portal_charges'),
      merges: view.nullable().default(null),
      state: view.nullable().default(null),
    })
    .prefault({}),
  /** How long the database may be silent while it works, in seconds. */
  silenceSeconds: z.int().min(1).max(3600).default(120),
  /** How far before the last read changes are asked for again, in minutes. */
  overlapMinutes: z.int().min(0).max(10_080).default(120),
})

/** What the adapters need to know beyond the address of a source. Only the part of the community's own adapter counts. */
export const sourceSettings = z.strictObject({ sql: sql.prefault({}) })

export type SourceSettings = z.output<typeof sourceSettings>
export type SqlSettings = SourceSettings['sql']

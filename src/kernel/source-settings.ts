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

/** A service on the same machine may be asked without TLS, any other would show its token to whoever listens. */
const webAddress = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => url.startsWith('https:') || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url),
    'must begin with https://',
  )

/** How a web service is asked; `docs/guides/source-http.md` describes it. */
const http = z
  .strictObject({
    token: optionalSecret,
    oauth: z
      .strictObject({
        tokenUrl: webAddress,
        clientId: z.string().min(1),
        clientSecret: secret,
        scope: z.string().min(1).nullable().default(null),
      })
      .nullable()
      .default(null),
    secretExpiresOn: expiresOn,
    merges: z.boolean().default(false),
    pageSize: z.int().min(1).max(100_000).default(1_000),
    /** How long one answer may take, in seconds. */
    timeoutSeconds: z.int().min(1).max(600).default(30),
  })
  .refine(({ token, oauth }) => token === null || oauth === null, {
    path: ['token'],
    message: 'cannot stand beside "oauth": set one of them to null',
  })

/** How an SFTP server is asked; `docs/guides/source-files.md` describes it. */
const sftp = z.strictObject({
  hostKey: z
    .string()
    .regex(
      /^SHA256:[A-Za-z0-9+/]{43}$/,
      'must be the fingerprint of the host key, such as "SHA256:" and 43 characters',
    )
    .nullable()
    .default(null),
  password: optionalSecret,
  privateKey: optionalSecret,
  passphrase: optionalSecret,
  secretExpiresOn: expiresOn,
  /** How long the server may be silent while it is asked, in seconds. */
  silenceSeconds: z.int().min(1).max(3600).default(60),
})

/** What the adapters need to know beyond the address of a source. Only the part of the community's own adapter counts. */
export const sourceSettings = z.strictObject({
  sftp: sftp.prefault({}),
  sql: sql.prefault({}),
  http: http.prefault({}),
})

export type SourceSettings = z.output<typeof sourceSettings>
export type SftpSettings = SourceSettings['sftp']
export type SqlSettings = SourceSettings['sql']
export type HttpSettings = SourceSettings['http']

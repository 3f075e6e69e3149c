import { readdir, readFile } from 'node:fs/promises'
import { failure } from '../kernel/errors.ts'
import type { Engine } from './engine.ts'
import { openToOwner, secureTables } from './security.ts'

const FOLDER = new URL('./migrations/', import.meta.url)
/** Any number: it names the advisory lock that keeps two starting servers from migrating at once. */
const MIGRATION_LOCK = 7_203_118

export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
}

/** The numbered SQL files of `migrations/`, in order. They are never edited once released. */
async function listMigrations(): Promise<Migration[]> {
  const files = (await readdir(FOLDER)).filter((file) => /^\d{4}_.*\.sql$/.test(file)).sort()
  return await Promise.all(
    files.map(async (file) => ({
      number: Number(file.slice(0, 4)),
      name: file.slice(5, -4),
      sql: await readFile(new URL(file, FOLDER), 'utf8'),
    })),
  )
}

/**
 * Brings the database to this version of the portal, in one transaction, and secures every community table.
 * @throws failure `database_newer` when a newer version of the portal has migrated it: nothing is changed.
 */
export async function migrate(engine: Engine): Promise<void> {
  const migrations = await listMigrations()
  await ensureRoles(engine)
  await engine.transaction(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`, async (session) => {
    await session.query(
      `create table if not exists platform_migration (
         number int primary key, name text not null, applied_at timestamptz not null default now())`,
      [],
    )
    const { rows } = await session.query<{ number: number }>('select number from platform_migration', [])
    const applied = new Set(rows.map((row) => row.number))
    const newest = Math.max(0, ...applied)
    const known = migrations.at(-1)?.number ?? 0
    if (newest > known)
      throw failure(
        'database_newer',
        `This database was made by a newer version of the portal (its schema is ${newest}, this version knows ${known}): ` +
          'start that version, or restore a backup made with this one.',
      )
    const left = migrations.filter(({ number }) => !applied.has(number))
    if (left.length > 0) await openToOwner(session)
    for (const { number, name, sql } of left) {
      for (const statement of statementsOf(sql)) await session.query(statement, [])
      await session.query('insert into platform_migration (number, name) values ($1, $2)', [number, name])
    }
    await secureTables(session)
  })
}

/**
 * Roles belong to the whole server, so two databases may make them at the same moment; whoever comes second finds them.
 */
async function ensureRoles(engine: Engine): Promise<void> {
  for (const role of ['app', 'app_search'])
    await engine.execute(`
      do $$ begin
        if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
        if not pg_has_role(current_user, '${role}', 'member') then grant ${role} to current_user; end if;
      exception when duplicate_object or unique_violation then null;
      end $$`)
}

/** Splits a migration at the semicolons that end a line; migrations hold no functions, so none stands inside one. */
function statementsOf(sql: string): string[] {
  return sql
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}

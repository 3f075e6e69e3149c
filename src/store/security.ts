import { failure } from '../kernel/errors.ts'
import type { Session } from './engine.ts'

/** The policy expressions; `database.md` of the design and docs/decisions say why these forms and no others. */
const ONE_COMMUNITY = `community_id = current_setting('app.community')::int`
const MANY_COMMUNITIES = `community_id = any(current_setting('app.communities')::int[])`

interface CommunityTable {
  readonly name: string
  readonly enabled: boolean
  readonly forced: boolean
  readonly policies: string[]
  readonly starts_with_community: boolean
}

/** Every table of the schema `public` belongs to one community, except the list of migrations. */
async function listCommunityTables(session: Session): Promise<CommunityTable[]> {
  const { rows } = await session.query<CommunityTable>(
    `select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
       array(select p.polname::text || ':' || (select string_agg(r.rolname, ',') from pg_roles r where r.oid = any(p.polroles))
             from pg_policy p where p.polrelid = c.oid order by 1) as policies,
       coalesce((select a.attname = 'community_id' from pg_index i
                 join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                 where i.indrelid = c.oid and i.indisprimary), false) as starts_with_community
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'platform_migration'
     order by c.relname`,
    [],
  )
  return rows
}

/**
 * Lets the owner of the tables see the rows of all communities, until `secureTables`: a migration may have to change them,
 * and an owner who is no superuser is bound by the policies, too.
 */
export async function openToOwner(session: Session): Promise<void> {
  for (const { name, forced } of await listCommunityTables(session))
    if (forced) await session.query(`alter table public.${name} no force row level security`, [])
}

/** Adds row-level security, policies and grants to community tables that lack them: nobody has to think of it. */
export async function secureTables(session: Session): Promise<void> {
  const statements = ['grant usage on schema public to app, app_search']
  for (const table of await listCommunityTables(session)) {
    if (!table.enabled) statements.push(`alter table public.${table.name} enable row level security`)
    if (!table.forced) statements.push(`alter table public.${table.name} force row level security`)
    if (!table.policies.includes('one:app'))
      statements.push(`create policy one on public.${table.name} to app using (${ONE_COMMUNITY})`)
    if (!table.policies.includes('many:app_search'))
      statements.push(
        `create policy many on public.${table.name} for select to app_search using (${MANY_COMMUNITIES})`,
      )
    statements.push(`grant select, insert, update, delete on public.${table.name} to app`)
    statements.push(`grant select on public.${table.name} to app_search`)
  }
  for (const statement of statements) await session.query(statement, [])
}

/**
 * Refuses to go on with a database in which communities are not kept apart.
 * @throws failure `not_isolated`, naming the table or role and what it lacks.
 */
export async function checkIsolation(session: Session): Promise<void> {
  const refuse = (what: string) =>
    failure('not_isolated', `The portal does not start: ${what}. Communities would not be kept apart.`)
  for (const table of await listCommunityTables(session)) {
    if (!table.starts_with_community)
      throw refuse(`the primary key of table "${table.name}" does not begin with community_id`)
    if (!table.enabled || !table.forced)
      throw refuse(`row-level security is not enabled and forced on table "${table.name}"`)
    for (const policy of ['one:app', 'many:app_search'])
      if (!table.policies.includes(policy)) throw refuse(`table "${table.name}" lacks the policy "${policy}"`)
    if (table.policies.length !== 2)
      throw refuse(
        `table "${table.name}" has a policy that is not the portal's (${table.policies.join(', ')})`,
      )
  }
  const { rows: roles } = await session.query<{ rolname: string; owns: boolean; bypasses: boolean }>(
    `select rolname, rolsuper or rolbypassrls as bypasses,
       exists (select from pg_class c where c.relowner = r.oid) as owns
     from pg_roles r where rolname in ('app', 'app_search')`,
    [],
  )
  if (roles.length !== 2) throw refuse('the roles "app" and "app_search" do not exist')
  for (const role of roles) {
    if (role.bypasses) throw refuse(`role "${role.rolname}" can bypass row-level security`)
    if (role.owns) throw refuse(`role "${role.rolname}" owns a table`)
  }
}

import type { Access } from '../access/index.ts'
import type { Explain, History } from '../explain/index.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import { wrongUse } from '../kernel/errors.ts'
import type { Search, SearchMany } from '../search/index.ts'
import type { Communities, Sync } from '../sync/index.ts'
import type { User } from '../access/scope.ts'
import type { CommandIo } from './io.ts'

/** The services that commands use. */
export interface CommandPortal {
  readonly clock: Clock
  readonly communities: Communities
  readonly sync: Sync
  readonly search: Search
  readonly searchMany: SearchMany
  readonly explain: Explain
  readonly history: History
  readonly access: Access
}

export interface CommandContext {
  readonly io: CommandIo
  /** Opens the database at the first call; `--help` and wrong use never do. */
  portal(): Promise<CommandPortal>
  /** Serves until the signal of `io` is aborted. Absent where a running server executes the command. */
  readonly serve?: (options: ServeOptions) => Promise<void>
  /** Does the jobs alone until the signal is aborted; absent as above. */
  readonly work?: () => Promise<void>
}

export interface ServeOptions {
  readonly loadDemo: boolean
  /** False: workers sync. */
  readonly works: boolean
}

export function workersNeedServer() {
  return wrongUse(
    'worker_needs_server',
    'Workers need a PostgreSQL that they share with the servers: name it with DATABASE_URL. The embedded database belongs to one process, which serves and syncs.',
  )
}

/** Prints the answer of a command: one JSON value with `--json`, otherwise the words. */
export async function print(
  io: CommandIo,
  json: boolean | undefined,
  value: unknown,
  words: () => string,
): Promise<void> {
  await io.out(`${json === true ? JSON.stringify(value) : words()}\n`)
}

/**
 * The community that a command is about: the one that is named, or the only one that the user has a grant in.
 * @throws wrongUse `community_unknown`, `community_needed`
 */
export async function communityFor(
  portal: CommandPortal,
  user: User,
  slug: string | undefined,
): Promise<Community> {
  if (slug !== undefined) return await portal.communities.get(slug)
  const [only, another] = user.grants
  if (only === undefined)
    throw wrongUse('no_grant', `${user.email} has no grant in any community: name one with --community.`)
  if (another !== undefined)
    throw wrongUse(
      'community_needed',
      `${user.email} has grants in several communities: name one with --community (${user.grants.map((grant) => grant.slug).join(', ')}).`,
    )
  return await portal.communities.get(only.slug)
}

/**
 * The communities that a search is about: those that are named, all of the user's, or the only one. One without
 * a grant of the user is searched for nothing.
 * @throws wrongUse `community_unknown`, `community_needed`, `no_grant`
 */
export async function communitiesFor(
  portal: CommandPortal,
  user: User,
  { community, allCommunities }: { readonly community: readonly string[]; readonly allCommunities?: boolean },
): Promise<readonly Community[]> {
  if (allCommunities === true) {
    if (user.grants.length === 0)
      throw wrongUse('no_grant', `${user.email} has no grant in any community: give one first.`)
    return await Promise.all(user.grants.map(({ slug }) => portal.communities.get(slug)))
  }
  const slugs = [...new Set(community)]
  return slugs.length > 1
    ? await Promise.all(slugs.map((slug) => portal.communities.get(slug)))
    : [await communityFor(portal, user, slugs[0])]
}

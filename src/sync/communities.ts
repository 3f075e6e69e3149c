import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import { failure, wrongUse } from '../kernel/errors.ts'
import { parseSettings, type Settings } from '../kernel/settings.ts'
import { remembering } from '../kernel/remembering.ts'
import type { Store } from '../store/index.ts'
import { readDepartments, storeDepartments } from './departments.ts'
import { createPausing, type Pausing } from './pausing.ts'

export interface NewCommunity {
  readonly slug: string
  readonly name: string
  /** `files:DIR` or `sample:NAME`. */
  readonly source: string
  readonly settings: unknown
  readonly isDemo: boolean
}

export interface Department {
  readonly bit: number
  readonly name: string
}

export interface Communities extends Pausing {
  /** @throws wrongUse `slug_invalid`, `slug_taken`, `name_missing`, `settings_invalid` */
  add(community: NewCommunity): Promise<Community>
  /** By slug. */
  list(): Promise<Community[]>
  find(slug: string): Promise<Community | undefined>
  /** @throws wrongUse `community_unknown`, naming those that there are */
  get(slug: string): Promise<Community>
  /**
   * Changes the settings that are given and keeps the others. What follows from them is up to `Sync.reevaluate`.
   * @throws wrongUse `settings_invalid`, `community_unknown`
   */
  changeSettings(slug: string, changes: unknown): Promise<Community>
  listDepartments(communityId: number): Promise<Department[]>
  /**
   * The bit of a department, also of one that no record names yet: a grant may come before the first sync.
   * @throws failure `too_many_departments`
   */
  departmentBit(communityId: number, name: string): Promise<number>
}

const COLUMNS = [
  'community_id',
  'slug',
  'name',
  'source',
  'settings',
  'is_demo',
  'paused_at',
  'paused_by',
  'paused_reason',
] as const

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

export interface CommunitiesSetup {
  readonly store: Store
  readonly clock: Clock
  /** @throws wrongUse when no adapter can read what a source is said to be */
  readonly checkSource?: (source: string) => unknown
}

export function createCommunities({ store, clock, checkSource }: CommunitiesSetup): Communities {
  const select = () => store.platform.selectFrom('platform.community').select(COLUMNS)
  const communities: Communities = {
    ...createPausing(store, clock, async (slug) => await communities.get(slug)),
    async add({ slug, name, source, settings, isDemo }) {
      if (!SLUG.test(slug))
        throw wrongUse(
          'slug_invalid',
          `"${slug}" cannot be a slug: use up to 63 small letters, digits and hyphens, such as "cedar-hollow".`,
        )
      if (name.trim() === '') throw wrongUse('name_missing', 'Say the name of the city with --name.')
      checkSource?.(source)
      parseSettings(settings)
      const added = await store.platform
        .insertInto('platform.community')
        .values({
          slug,
          name: name.trim(),
          source,
          settings: JSON.stringify(settings),
          is_demo: isDemo,
          history_since: clock.now(),
        })
        .onConflict((conflict) => conflict.column('slug').doNothing())
        .returning(COLUMNS)
        .executeTakeFirst()
      if (!added) throw wrongUse('slug_taken', `There is a community "${slug}" already: choose another slug.`)
      return communityOf(added)
    },
    async list() {
      return (await select().orderBy('slug').execute()).map(communityOf)
    },
    async find(slug) {
      const row = await select().where('slug', '=', slug).executeTakeFirst()
      return row && communityOf(row)
    },
    async get(slug) {
      const found = await communities.find(slug)
      if (found) return found
      const slugs = (await communities.list()).map((each) => each.slug)
      throw wrongUse(
        'community_unknown',
        slugs.length === 0
          ? `There is no community "${slug}", nor any other yet: add one with portal community add.`
          : `There is no community "${slug}". There ${slugs.length === 1 ? 'is' : 'are'}: ${slugs.slice(0, 20).join(', ')}${slugs.length > 20 ? ' and others' : ''}.`,
      )
    },
    async changeSettings(slug, changes) {
      if (typeof changes !== 'object' || changes === null || Array.isArray(changes))
        throw wrongUse('settings_invalid', 'The settings were not changed: they must be a JSON object.')
      // Checked by itself first, so that a mistake is named where it is and not where it would end.
      parseSettings(changes)
      const { communityId } = await communities.get(slug)
      await store.platform.transaction().execute(async (tx) => {
        const row = await tx
          .selectFrom('platform.community')
          .select('settings')
          .where('community_id', '=', communityId)
          .forUpdate()
          .executeTakeFirstOrThrow()
        const merged = merge(row.settings, changes)
        parseSettings(merged)
        await tx
          .updateTable('platform.community')
          .set({ settings: JSON.stringify(merged) })
          .where('community_id', '=', communityId)
          .execute()
      })
      return await communities.get(slug)
    },
    async listDepartments(communityId) {
      const [rows] = await store
        .as(communityId)
        .read(
          (db) =>
            [
              db
                .selectFrom('department')
                .select(['bit', 'name'])
                .where('community_id', '=', communityId)
                .orderBy('name'),
            ] as const,
        )
      return rows
    },
    async departmentBit(communityId, name) {
      const community = store.as(communityId)
      const registry = await readDepartments(community)
      const bit = registry.bitOf(name)
      if (bit === undefined)
        throw failure(
          'too_many_departments',
          `"${name}" was not added: a community has at most 63 departments.`,
        )
      await storeDepartments(community, registry)
      return bit
    },
  }
  return communities
}

/** The community as it is stored now: whoever holds one may hold it longer than its settings last. */
export async function reread(store: Store, { communityId, slug }: Community): Promise<Community> {
  const row = await store.platform
    .selectFrom('platform.community')
    .select(COLUMNS)
    .where('community_id', '=', communityId)
    .executeTakeFirst()
  if (!row) throw wrongUse('community_unknown', `There is no community "${slug}" any more.`)
  return communityOf(row)
}

/** Each page reads the settings of its community, and to check them takes longer than the reading. */
const MOST_SETTINGS = 1_000
const settingsOf = remembering(MOST_SETTINGS, (json): Settings => parseSettings(JSON.parse(json)))

function communityOf(row: {
  community_id: number
  slug: string
  name: string
  source: string
  settings: unknown
  is_demo: boolean
  paused_at: Date | null
  paused_by: string | null
  paused_reason: string | null
}): Community {
  const { paused_at: since, paused_by: by, paused_reason: reason } = row
  return {
    communityId: row.community_id,
    slug: row.slug,
    name: row.name,
    source: row.source,
    settings: settingsOf(JSON.stringify(row.settings)),
    isDemo: row.is_demo,
    ...(since === null ? {} : { pause: { since, by: by ?? '', reason } }),
  }
}

/** Objects are merged key by key, everything else is replaced. `statusMap` and `columns` grow in the same way. */
function merge(before: unknown, changes: unknown): unknown {
  if (!isObject(before) || !isObject(changes)) return changes
  const merged: Record<string, unknown> = { ...before }
  for (const [key, value] of Object.entries(changes)) merged[key] = merge(before[key], value)
  return merged
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

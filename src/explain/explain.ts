import { scopeIn, searchable, type Right, type Scope, type User } from '../access/scope.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Community } from '../kernel/community.ts'
import { union, type DepartmentMask } from '../kernel/departments.ts'
import { wrongUse } from '../kernel/errors.ts'
import { isOverdue, nextSyncAt, nextSyncPoint } from '../kernel/schedule.ts'
import { withoutTaxId, type Search } from '../search/index.ts'
import { asksTaxId, checkMayAskTaxId } from '../search/tax-id-asked.ts'
import type { LookupSubject, Source } from '../source/port.ts'
import type { Store } from '../store/index.ts'
import { answerFor, notFound, type Answer, type Asked, type Notes } from './answer.ts'
import { listCandidates, type Candidate } from './candidates.ts'
import type { Explanation, Note, Question } from './explanation.ts'
import type { Subject } from './facts.ts'
import { findSubjects, isElsewhere, type Reach } from './find-subjects.ts'
import type { SearchAsked } from './gates/gate.ts'
import { generalAdvice } from './general-advice.ts'
import { isWhole, worldOf } from './knowable.ts'
import { differences, lookLive, type Look } from './live.ts'
import { readDepartments, readFreshness, readPayloads, type Freshness } from './read-around.ts'
import { readCustomer } from './read-customer.ts'
import { fail, note, type Circumstances } from './sentences.ts'

export interface ExplainRequest {
  readonly community: Community
  readonly question: Question
  /** Who reads the answer: it is computed in the asker's knowable world. */
  readonly asker: User
  /** For whom the customer does not appear. */
  readonly viewer: User
  /** With which the question was asked before, where it was: what it has found is not looked for again. */
  readonly search?: SearchOfAnswers
}

type SearchOfAnswers = Pick<Search, 'findInWorld' | 'lookInto' | 'taxIdHashOf'>

export interface Explain {
  /**
   * Why the customer does or does not appear for the viewer, and for the search where a text is given.
   * @throws wrongUse `question_needed`; `viewer_not_allowed` when staff ask for somebody else; `not_permitted` and
   * `tax_id_missing` where a tax id is asked for
   */
  explain(inquiry: ExplainRequest): Promise<Explanation>
  /** The customers that a question may be about, best first, for a page on which one is chosen. */
  listCandidates(inquiry: Omit<ExplainRequest, 'viewer'>): Promise<readonly Candidate[]>
}

export interface ExplainParts {
  readonly store: Store
  readonly clock: Clock
  readonly search: Pick<Search, 'forOneAnswer'>
  readonly openSource: (community: Community) => Source | Promise<Source>
}

export function createExplain({ store, clock, search: searches, openSource }: ExplainParts): Explain {
  const reachOf = (community: Community, asker: User, search: SearchOfAnswers): Reach => {
    const world = worldOf(asker, community.communityId)
    return {
      store: store.as(community.communityId),
      world,
      timeZone: community.settings.timeZone,
      findByWords: (text, limit, how) => search.findInWorld(world, text, limit, how),
    }
  }

  return {
    async explain({ community, question: asIs, asker, viewer, search = searches.forOneAnswer() }) {
      const question = printable(asIs)
      requireQuestion(question)
      requireSay(asker, viewer, community)
      requireTaxIdRight(question, asker, viewer, community)
      const reach = reachOf(community, asker, search)
      const now = clock.now()
      const at: Circumstances = {
        settings: community.settings,
        nextSyncAt: nextSyncAt(community, now),
      }
      if (reach.world.sees === 'nothing') return generalAdvice(grantIn(asker, community) !== null, at)

      const freshness = await readFreshness(reach.store)
      const asked = askedBy({ community, question, asker, viewer }, reach, at, search)
      const subjects = await findSubjects(reach, question)
      const look = await lookFor(subjects, question, reach, now, async () => await openSource(community))
      const notes: Notes = {
        synced: [...liveNotes(look, at), ...late(community, freshness, now, at)],
        permitted: [note('other_community', { allDepartments: isWhole(reach.world) }, at)],
      }
      const answer = await answerTo(subjects, question, reach, asked, notes, look, freshness)
      return {
        ...answer,
        live: look?.live ?? null,
        dataAsOf: freshness.dataAsOf?.toISOString() ?? null,
        nextSyncAt: at.nextSyncAt?.toISOString() ?? null,
      }
    },

    async listCandidates({ community, question: asIs, asker, search = searches.forOneAnswer() }) {
      const question = printable(asIs)
      requireQuestion(question)
      requireTaxIdRight(question, asker, asker, community)
      const reach = reachOf(community, asker, search)
      return reach.world.sees === 'nothing' ? [] : await listCandidates(reach, question)
    },
  }
}

/** The first subject that appears answers the question: an account is found through any of its holders. */
async function answerTo(
  subjects: readonly Subject[],
  question: Question,
  reach: Reach,
  asked: Asked,
  notes: Notes,
  look: Look | null,
  freshness: Freshness,
): Promise<Answer> {
  const [first] = subjects
  const discloses = asked.settings.discloseOtherDepartments && !isWhole(reach.world)
  const elsewhere = discloses && (await isElsewhere(reach, question))
  if (first === undefined || first.kind === 'unknown') {
    if (elsewhere) return await answerFor({ kind: 'elsewhere' }, asked, notes)
    return notFound(unknownFailure(asked, look, freshness), notes)
  }
  const known = elsewhere
    ? { ...notes, permitted: [note('other_department', {}, asked), ...notes.permitted] }
    : notes
  let best: Answer | undefined
  for (const subject of subjects) {
    const answer = await answerFor(subject, asked, known)
    if (answer.outcome === 'shown') return answer
    best ??= answer
  }
  return best as Answer
}

/** A record that the copy does not have: new in the source since our last run, or never seen. */
function unknownFailure(asked: Asked, look: Look | null, { dataAsOf }: Freshness) {
  const found = look?.live.found === true
  const newer = dataAsOf === null || (look?.sourceReadAt ?? dataAsOf) > dataAsOf
  return found && newer
    ? fail('change_pending', { asked: asked.inWords, lastReadAt: dataAsOf?.toISOString() ?? null }, asked)
    : fail('never_seen', { asked: asked.inWords, foundInSource: found }, asked)
}

function askedBy(
  { community, question, asker, viewer }: ExplainRequest,
  reach: Reach,
  at: Circumstances,
  search: SearchOfAnswers,
): Asked {
  const text = question.text ?? ''
  const inWords = withoutTaxId(text)
  const filters = question.filters ?? {}
  const sort = question.sort ?? 'best'
  const scope = grantIn(viewer, community)
  // Ranks and guesses are those of the asker's world, too: of what both may see, and may know of.
  const within = (departments: DepartmentMask): Scope => ({
    communityId: community.communityId,
    rights: new Set<Right>(
      reach.world.sees === 'all' && (scope?.rights.has('explain') ?? true)
        ? ['search', 'explain']
        : ['search'],
    ),
    departments: departments & reach.world.departments,
  })
  const seen = searchable(scopeIn(viewer, community.communityId))
  // For each account, and again for the rank: what it has found once is not looked for again.
  const lookInto = (departments: DepartmentMask, sought: Pick<SearchAsked, 'text' | 'filters'>) =>
    search.lookInto(within(departments), { ...sought, sort })
  const asked: Asked = {
    ...at,
    viewer: { name: asker.userId === viewer.userId ? 'You' : viewer.email, scope },
    search: { text, filters, taxIdHash: search.taxIdHashOf(text) },
    askedNumbers: question.account === undefined ? [inWords, ...inWords.split(/\s+/)] : [question.account],
    inWords: question.customer ?? question.account ?? inWords.trim(),
    // Of whoever may not search yet: as if they might.
    stepOf: async (sought, more) =>
      (await lookInto(scope === null ? reach.world.departments : union(scope.departments, more), sought))
        .step,
    rankOf: async (customerId) => await (await lookInto(seen, { text, filters })).rankOf(customerId),
    // Whom a record was merged into is another customer, whom the words of the search need not fit.
    explainInTurn: async (customerId) =>
      await answerFor(
        await readCustomer(reach.store, reach.world, customerId, reach.timeZone),
        { ...asked, search: { text: '', filters: {} } },
        { synced: [], permitted: [] },
      ),
  }
  return asked
}

/** Looks at the source when the question wants it, and when nobody is known by that id or number. */
async function lookFor(
  subjects: readonly Subject[],
  question: Question,
  reach: Reach,
  now: Date,
  source: () => Promise<Source>,
): Promise<Look | null> {
  if (reach.world.sees !== 'all') return null
  const [subject] = subjects
  const unknown = subject === undefined || subject.kind === 'unknown'
  if (!unknown && question.live !== true) return null
  const named = namedIn(subject, question)
  if (named.length === 0) return null
  const departments = await readDepartments(reach.store, reach.world)
  const look = await lookLive(source, named, reach.world, departments, now)
  if (subject?.kind !== 'customer' || look.live.unreachable !== undefined) return look
  const { customerId } = subject.customer
  const record = look.records.find((each) => each.customer['customer_id'] === customerId)
  const differs =
    record === undefined
      ? [{ field: 'customer', source: '', portal: customerId }]
      : differences(record, await readPayloads(reach.store, reach.world, customerId))
  return { ...look, live: { ...look.live, differs } }
}

function namedIn(subject: Subject | undefined, { customer, account, text }: Question): LookupSubject[] {
  if (subject?.kind === 'customer') return [{ customerId: subject.customer.customerId }]
  if (customer !== undefined) return [{ customerId: customer.trim() }]
  if (account !== undefined) return [{ accountNumber: account }]
  const words = withoutTaxId(text?.trim() ?? '')
  // An id or number typed into the one box; words that are names cannot be looked up.
  return /\d/.test(words) && !/\s/.test(words) ? [{ customerId: words }, { accountNumber: words }] : []
}

function liveNotes(look: Look | null, at: Circumstances): Note[] {
  if (look === null) return []
  const { unreachable, differs } = look.live
  if (unreachable !== undefined) return [note('source_unreachable', { why: unreachable }, at)]
  return differs.length > 0 ? [note('change_pending', { fields: differs.map(({ field }) => field) }, at)] : []
}

/** The schedule is paused, or two runs in a row did not bring a completed one. */
function late(community: Community, { dataAsOf, readAt }: Freshness, now: Date, at: Circumstances): Note[] {
  const { pause } = community
  if (pause) return [note('sync_paused', { ...pause, since: pause.since.toISOString() }, at)]
  if (!isOverdue(community, readAt, now)) return []
  const dueAt = readAt === null ? now : nextSyncPoint(community, readAt)
  const lastReadAt = dataAsOf?.toISOString() ?? null
  return [note('sync_overdue', { lastReadAt, dueAt: dueAt.toISOString() }, at)]
}

/** The scope of a user in the community; null without a grant. */
function grantIn(user: User, { communityId }: Community): Scope | null {
  return user.grants.some((grant) => grant.communityId === communityId) ? scopeIn(user, communityId) : null
}

/** PostgreSQL takes no NUL in a text, and no record holds one. */
function printable(question: Question): Question {
  const clean = Object.entries(question).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === 'string' ? value.replaceAll('\0', '') : value,
  ])
  return Object.fromEntries(clean) as Question
}

function requireQuestion({ text, customer, account }: Question): void {
  if ([text, customer, account].every((each) => each === undefined || each.trim() === ''))
    throw wrongUse(
      'question_needed',
      'Say who is missing: the words of the search, a customer id or an account number.',
    )
}

/** A tax id is for those with the right to ask for it: whoever asks, and whoever would search. */
function requireTaxIdRight(
  { text = '' }: Question,
  asker: User,
  viewer: User,
  { communityId }: Community,
): void {
  checkMayAskTaxId(scopeIn(asker, communityId), text)
  if (asksTaxId(text) && !scopeIn(viewer, communityId).rights.has('search_tax_id'))
    throw wrongUse(
      'not_permitted',
      `${viewer.email} may not search by tax id: ask without it, or give them the right to.`,
    )
}

/** Whoever asks for somebody else reads about that user's access. */
function requireSay(asker: User, viewer: User, { communityId, name }: Community): void {
  if (asker.userId === viewer.userId) return
  const grant = asker.grants.find((each) => each.communityId === communityId)
  if (grant?.role !== 'admin' && grant?.role !== 'support')
    throw wrongUse(
      'viewer_not_allowed',
      `Only an administrator or support of ${name} can ask why somebody else does not see a customer: ask for yourself.`,
    )
}

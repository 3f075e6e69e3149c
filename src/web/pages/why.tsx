import type { User } from '../../access/scope.ts'
import type { Question } from '../../explain/index.ts'
import { asksTaxId } from '../../search/index.ts'
import { DiagnosisOf } from '../components/diagnosis.tsx'
import { page } from '../components/document.tsx'
import { diagnose } from '../diagnosis.ts'
import { standingOf, type Standing, type WebApp, type WebContext } from '../environment.ts'
import { taxIdInAddress } from '../errors.tsx'
import { paths, type WhyQuery } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import { readFilters, readSort, tidy } from '../sought.ts'
import { fullMoment } from '../times.ts'
import { WhyForm, type Viewer } from './why-form.tsx'

/** `/c/:slug/why`: what somebody knows about a customer → the six gates as steps, and all reasons. */
export function addWhyPage(app: WebApp, portal: WebPortal): void {
  app.get(paths.why(':slug'), async (c) => {
    const standing = standingOf(c)
    const { community, user } = standing
    const asked = readAsked(c)
    if (asksTaxId(asked.text ?? '')) throw taxIdInAddress()
    const question = questionFrom(asked)
    const viewers = await listViewers(portal, standing)
    const viewer = viewerFor(asked, user, await userBehind(portal, asked, viewers))
    const diagnosis =
      question && viewer ? await diagnose(portal, { community, question, asker: user, viewer }) : undefined
    return page(c, {
      title: 'Why is this customer not listed?',
      place: 'why',
      content: (
        <>
          <h1>{question ? 'Why is this customer not listed?' : 'Can’t find a customer?'}</h1>
          {question ? (
            <p class="asked-by">
              Asked by {user.name}
              {asked.viewer !== undefined && `, for ${asked.viewer}`} ·{' '}
              {fullMoment(c.get('now'), community.settings.timeZone)}
            </p>
          ) : (
            <p class="lead">
              Tell us what you know. You get every reason at once, what to do about it, and who can.
            </p>
          )}
          {question && !viewer && (
            <p>There is no user {asked.viewer} here. Choose somebody from the list below.</p>
          )}
          {diagnosis && (
            <DiagnosisOf
              standing={standing}
              diagnosis={diagnosis}
              asked={asked}
              now={c.get('now')}
              here={c.req.url}
            />
          )}
          <WhyForm community={community} asked={asked} viewers={viewers} folded={question !== undefined} />
        </>
      ),
    })
  })
}

function readAsked(c: WebContext): WhyQuery {
  const read = (name: string) => tidy(c.req.query(name)) || undefined
  return {
    text: read('text'),
    customer: read('customer'),
    account: read('account'),
    ...readFilters(read),
    sort: readSort(read),
    viewer: read('viewer'),
    live: c.req.query('live') === '1',
  }
}

/** Nothing, when nobody was named yet. */
function questionFrom(asked: WhyQuery): Question | undefined {
  const { text, customer, account, module, department, status, balance, sort, live } = asked
  if (text === undefined && customer === undefined && account === undefined) return undefined
  return {
    ...(text === undefined ? {} : { text }),
    ...(customer === undefined ? {} : { customer }),
    ...(account === undefined ? {} : { account }),
    ...(sort === undefined ? {} : { sort }),
    filters: { module, department, status, balance },
    ...(live === true ? { live } : {}),
  }
}

/** Administrators and support may ask for somebody else: the users of this community. */
async function listViewers(
  { access }: WebPortal,
  { community, grant }: Standing,
): Promise<readonly Viewer[]> {
  if (grant.role === 'staff') return []
  const users = await access.listUsers(community.communityId)
  return users.filter(({ active }) => active).map(({ email, name }) => ({ email, name }))
}

async function userBehind(
  { access }: WebPortal,
  { viewer }: WhyQuery,
  viewers: readonly Viewer[],
): Promise<User | undefined> {
  return viewers.some(({ email }) => email === viewer)
    ? await access.findUserByEmail(viewer ?? '')
    : undefined
}

function viewerFor({ viewer }: WhyQuery, asker: User, found: User | undefined): User | undefined {
  return viewer === undefined || viewer === asker.email ? asker : found
}

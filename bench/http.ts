import { createAccess } from '../src/access/index.ts'
import { RIGHTS_OF_ROLE } from '../src/access/scope.ts'
import { ALL_DEPARTMENTS } from '../src/kernel/departments.ts'
import type { Community } from '../src/kernel/community.ts'
import { systemClock } from '../src/kernel/clock.ts'
import type { Store } from '../src/store/index.ts'
import type { Figure, Job } from './job.ts'
import { loadOf } from './load-of-clients.ts'
import { mixedQuestions } from './mixed.ts'
import { startPortal } from './portal-process.ts'
import { drawTargets } from './targets.ts'
import { openWorld } from './world.ts'

const CLIENTS = 50
const REQUESTS = 20_000
const PASSWORD = 'fifty clerks at their counters'

interface Clerk {
  readonly slug: string
  readonly email: string
  readonly texts: readonly string[]
}

/**
 * The search page over HTTP: the server that `npm start` starts, in a process of its own, and 50 clerks who are signed
 * in, half of them in the largest community, each typing what suits its customers. It has learned the words in use.
 */
export async function benchHttp(job: Job): Promise<Figure[]> {
  const { store, portal } = await openWorld(job)
  const targets = await drawTargets(store, await portal.communities.list(), Math.max(job.queries, CLIENTS))
  const questions = Map.groupBy(mixedQuestions(targets), ({ target }) => target.community)
  const clerks: Clerk[] = []
  for (let i = 0; i < CLIENTS; i++) {
    const community = targets[i % targets.length]?.community as Community
    const texts = (questions.get(community) ?? []).map(({ text }) => text)
    const email = `clerk-${i}@${community.slug}.bench.example`
    await addClerk(store, community, email)
    clerks.push({ slug: community.slug, email, texts })
  }
  await store.close()
  const server = await startPortal(job.database)
  try {
    await server.learned
    const pages = await Promise.all(clerks.map((clerk) => signedIn(server.origin, clerk)))
    // A clerk may ask so often a second, so one client asks for one clerk after the other.
    const ask = async (_: number, asked: number) => await pages[asked % CLIENTS]?.(asked)
    await loadOf({ clients: CLIENTS, seconds: job.seconds / 4, atMost: REQUESTS / 4 }, ask)
    const figures: Figure[] = []
    for (const clients of [1, CLIENTS])
      figures.push({
        group: 'The search page over HTTP',
        what: clients === 1 ? '1 client' : `${clients} clients at once`,
        values: await loadOf({ clients, seconds: job.seconds, atMost: REQUESTS }, ask),
      })
    return figures
  } finally {
    await server.stop()
  }
}

async function addClerk(store: Store, { communityId }: Community, email: string): Promise<void> {
  const access = createAccess({ store, clock: systemClock, secureCookies: false })
  if (await access.findUserByEmail(email)) return
  const grant = {
    communityId,
    role: 'staff' as const,
    rights: RIGHTS_OF_ROLE.staff,
    departments: ALL_DEPARTMENTS,
  }
  await access.addUser({ email, name: email, password: PASSWORD, grants: [grant] }, 'operator')
}

/** A browser without scripts: asks for a page of results, and reads it to its end. */
async function signedIn(
  origin: string,
  { slug, email, texts }: Clerk,
): Promise<(n: number) => Promise<void>> {
  const answer = await fetch(`${origin}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ email, password: PASSWORD }),
    headers: { origin },
    redirect: 'manual',
  })
  await answer.arrayBuffer()
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.slice(0, each.indexOf(';')))
    .join('; ')
  if (cookie === '') throw new Error(`${email} could not sign in: ${answer.status}`)
  return async (n) => {
    const text = texts[n % texts.length] ?? ''
    const page = await fetch(`${origin}/c/${slug}/search?q=${encodeURIComponent(text)}`, {
      headers: { cookie },
    })
    await page.arrayBuffer()
    if (page.status !== 200)
      throw new Error(`The search page of ${slug} answered ${page.status} to "${text}"`)
  }
}

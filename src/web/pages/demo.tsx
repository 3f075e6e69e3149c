import { PortalError } from '../../kernel/errors.ts'
import { page } from '../components/document.tsx'
import { Done } from '../components/done.tsx'
import { NextSync } from '../components/next-sync.tsx'
import { SyncNow } from '../components/sync-now.tsx'
import { standingOf, type Standing, type WebApp, type WebContext } from '../environment.ts'
import { notFoundHere } from '../errors.tsx'
import { readForm } from '../form-values.ts'
import { paths, pattern } from '../paths.ts'
import type { WebPortal } from '../portal.ts'
import type { SampleEditor } from '../sample-editor.ts'
import { changeSample, newCustomer } from './sample-changes.ts'
import { SampleList } from './sample-list.tsx'
import { SampleRecord } from './sample-record.tsx'

/**
 * `/c/:slug/demo`: stands for the city's own system of record, where its clerks change records. Only in the demo, and for
 * everybody who is signed in there; the portal itself never writes to a system of record.
 */
export function addDemoPage(app: WebApp, { sampleEditor }: WebPortal): void {
  const editorFor = (c: WebContext): SampleEditor => {
    const { community } = standingOf(c)
    const editor = community.isDemo ? sampleEditor?.(community) : undefined
    if (!editor) throw notFoundHere()
    return editor
  }

  app.get(paths.demo(':slug'), async (c) => {
    const editor = editorFor(c)
    const standing = standingOf(c)
    const q = (c.req.query('q') ?? '').trim().slice(0, 200)
    const [customers, changes] = await Promise.all([editor.find(q), editor.listChanges()])
    return page(c, {
      title: 'Sample records',
      place: 'demo',
      content: (
        <>
          <h1>Sample records</h1>
          <p class="lead">
            This stands for {standing.community.settings.systemOfRecordName}, where the city keeps its
            records. Change one here, look for it in the portal, ask why it is not there, and see it come with
            the next sync.
          </p>
          <Changed c={c} standing={standing} />
          <SampleList standing={standing} q={q} customers={customers} changes={changes} now={c.get('now')} />
        </>
      ),
    })
  })

  app.post(paths.demo(':slug'), async (c) => {
    const editor = editorFor(c)
    const { slug } = standingOf(c).community
    const form = await readForm(c)
    switch (form.text('action')) {
      case 'create': {
        const created = await editor.create(newCustomer(form))
        return c.redirect(paths.demoCustomer(slug, created.customerId, { done: 'created' }), 303)
      }
      case 'undo':
        return c.redirect(paths.demo(slug, { done: (await editor.undo()) ? 'undone' : 'nothing' }), 303)
      case 'reset':
        await editor.reset()
        return c.redirect(paths.demo(slug, { done: 'reset' }), 303)
      default:
        throw notFoundHere()
    }
  })

  app.get(pattern(paths.demoCustomer), async (c) => {
    const standing = standingOf(c)
    const customer = await findSample(editorFor(c), c.req.param('id') ?? '')
    return page(c, {
      title: `${customer.name} in the sample records`,
      place: 'demo',
      content: (
        <>
          <h1>{customer.name}</h1>
          <Changed c={c} standing={standing} />
          <SampleRecord standing={standing} customer={customer} />
        </>
      ),
    })
  })

  app.post(pattern(paths.demoCustomer), async (c) => {
    const { slug } = standingOf(c).community
    const customerId = c.req.param('id') ?? ''
    const next = await changeSample(editorFor(c), customerId, await readForm(c))
    return c.redirect(
      next === undefined
        ? paths.demo(slug, { done: 'deleted' })
        : paths.demoCustomer(slug, next, { done: 'changed' }),
      303,
    )
  })
}

async function findSample(editor: SampleEditor, customerId: string) {
  try {
    return await editor.get(customerId)
  } catch (error) {
    if (error instanceof PortalError) throw notFoundHere()
    throw error
  }
}

const DONE: Readonly<Record<string, string>> = {
  created: 'The customer is created.',
  changed: 'The record is changed.',
  deleted: 'The customer is deleted.',
  undone: 'The last change is taken back.',
  nothing: 'There is no change to take back.',
  reset: 'The sample is as it was in the beginning.',
}

/** What was done, and when the portal will have it. */
function Changed({ c, standing: { community, scope } }: { c: WebContext; standing: Standing }) {
  const says = DONE[c.req.query('done') ?? '']
  if (says === undefined) return null
  const told = (
    <>
      {says} The portal has it after the next sync (
      <NextSync community={community} now={c.get('now')} />
      ).
    </>
  )
  return (
    <>
      <Done says={told} />
      {scope.rights.has('sync') && <SyncNow slug={community.slug} back={new URL(c.req.url).pathname} />}
    </>
  )
}

import { capital } from '../../kernel/capital.ts'
import { page } from '../components/document.tsx'
import { ErrorSummary, Field } from '../components/form.tsx'
import type { WebApp, WebContext } from '../environment.ts'
import { readForm } from '../form-values.ts'
import { paths, safeReturn } from '../paths.ts'
import type { DemoSignIn, WebPortal } from '../portal.ts'

interface View {
  readonly to: string | undefined
  readonly email?: string
  /** The one sentence to every sign-in that does not succeed. */
  readonly refused?: string
}

/** `/sign-in` and `/sign-out` */
export function addSignInPages(app: WebApp, { access, demoSignIns = [] }: WebPortal): void {
  app.get(paths.signIn, async (c) => {
    const to = c.req.query('to')
    if (await access.userOfSession(c.req.raw.headers)) return c.redirect(safeReturn(to), 303)
    return signInPage(c, { to }, demoSignIns)
  })

  app.post(paths.signIn, async (c) => {
    const form = await readForm(c)
    const email = form.text('email')
    const context = contextOf(c)
    const answer = await access.signIn(email, form.secret('password'), context)
    if (!answer.ok) return signInPage(c, { to: form.text('to'), email, refused: answer.says }, demoSignIns)
    for (const cookie of answer.setCookie) c.header('Set-Cookie', cookie, { append: true })
    return c.redirect(safeReturn(form.text('to')), 303)
  })

  app.post(paths.signOut, async (c) => {
    for (const cookie of await access.signOut(c.req.raw.headers))
      c.header('Set-Cookie', cookie, { append: true })
    return c.redirect(paths.signIn, 303)
  })
}

function contextOf(c: WebContext) {
  // The Node server hands the connection in; requests of tests have none.
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  const address = incoming?.socket?.remoteAddress
  const userAgent = c.req.header('user-agent')
  return {
    ...(address === undefined ? {} : { address }),
    ...(userAgent === undefined ? {} : { userAgent }),
  }
}

function signInPage(c: WebContext, { to, email, refused }: View, demoSignIns: readonly DemoSignIn[]) {
  return page(c, {
    title: refused === undefined ? 'Sign in' : 'Error: sign in',
    status: refused === undefined ? 200 : 400,
    content: (
      <div class="narrow">
        <h1>Sign in</h1>
        {refused !== undefined && <ErrorSummary problems={[{ field: 'email', says: refused }]} />}
        <form method="post" action={paths.signIn} class="stack">
          {to !== undefined && <input type="hidden" name="to" value={safeReturn(to)} />}
          <Field name="email" label="E-mail" type="email" autocomplete="username" value={email} autofocus />
          <Field name="password" label="Password" type="password" autocomplete="current-password" />
          <button class="usa-button" type="submit">
            Sign in
          </button>
        </form>
        {demoSignIns.length > 0 && <DemoSignIns signIns={demoSignIns} />}
      </div>
    ),
  })
}

function DemoSignIns({ signIns }: { signIns: readonly DemoSignIn[] }) {
  return (
    <section class="demo-sign-ins">
      <h2>Try the demo</h2>
      <p>Each of these people sees other records. Sign in as one of them:</p>
      <ul>
        {signIns.map(({ email, password, what }) => (
          <li>
            <form method="post" action={paths.signIn}>
              <input type="hidden" name="email" value={email} />
              <input type="hidden" name="password" value={password} />
              <button class="demo-sign-ins__who" type="submit">
                {capital(what)}
              </button>
              <span class="demo-sign-ins__how">
                {email} · {password}
              </span>
            </form>
          </li>
        ))}
      </ul>
    </section>
  )
}

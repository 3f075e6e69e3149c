import type { WebContext } from './environment.ts'

/** What a form sent: text only, trimmed, without control characters, and '' for what is missing. */
export interface FormValues {
  text(name: string): string
  /** As typed: a space belongs to a password. */
  secret(name: string): string
  /** All values of fields with one name, as of checkboxes. */
  list(name: string): string[]
  has(name: string): boolean
}

export async function readForm(c: WebContext): Promise<FormValues> {
  const body = await c.req.parseBody({ all: true })
  const list = (name: string) => [body[name] ?? []].flat().filter((value) => typeof value === 'string')
  return {
    text: (name) => (list(name)[0] ?? '').replace(/\p{Cc}+/gu, ' ').trim(),
    secret: (name) => list(name)[0] ?? '',
    list,
    has: (name) => name in body,
  }
}

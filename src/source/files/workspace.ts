import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { failure } from '../../kernel/errors.ts'

const INCOMING = 'incoming-'

/** An hour after a process has died, what it left half made is nobody's. */
const ABANDONED_MS = 3_600_000

/**
 * A directory of its own within `workspace` for what `key` names, made by `make` unless it is there already; it is there
 * whole or not at all. Of those made before, the newest is kept for whoever is still reading it. Nobody but the
 * portal's own user may read there.
 * @returns the directory
 * @throws failure `source_workspace`, and what `make` throws
 */
export async function madeOnce(
  workspace: string,
  key: string,
  make: (directory: string) => Promise<void>,
): Promise<string> {
  const target = join(workspace, key)
  if (await exists(target)) return target
  const incoming = await prepare(workspace)
  try {
    await make(incoming)
    await rename(incoming, target).catch(async (error: unknown) => {
      // Somebody else has made the same meanwhile.
      if (!(await exists(target))) throw error
    })
  } finally {
    await rm(incoming, { recursive: true, force: true })
  }
  await forgetOlder(workspace, key)
  return target
}

/** The failure of a file that cannot be written there. */
export function workspaceFailure(path: string, error: unknown) {
  return failure(
    'source_workspace',
    `The export cannot be kept at ${path} (${(error as Error).message}). Make room there, and give the portal the right to write.`,
    error,
  )
}

async function prepare(workspace: string): Promise<string> {
  try {
    await mkdir(workspace, { recursive: true, mode: 0o700 })
    return await mkdtemp(join(workspace, INCOMING))
  } catch (error) {
    throw workspaceFailure(workspace, error)
  }
}

async function forgetOlder(workspace: string, key: string): Promise<void> {
  const others: { path: string; madeAt: number }[] = []
  for (const name of await readdir(workspace)) {
    const path = join(workspace, name)
    const madeAt = (await stat(path).catch(() => undefined))?.ctimeMs
    if (madeAt === undefined || name === key) continue
    if (!name.startsWith(INCOMING)) others.push({ path, madeAt })
    else if (Date.now() - madeAt > ABANDONED_MS) await rm(path, { recursive: true, force: true })
  }
  others.sort((a, b) => b.madeAt - a.madeAt)
  for (const { path } of others.slice(1)) await rm(path, { recursive: true, force: true })
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

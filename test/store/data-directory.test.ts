import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { claimDataDirectory, claimWithPatience } from '../../src/store/data-directory.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portal-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Another process that claims the folder, says whether it got it, and lives until it is killed. */
async function claimElsewhere() {
  const script = `
    import { claimDataDirectory } from ${JSON.stringify(join(import.meta.dirname, '../../src/store/data-directory.ts'))}
    process.stdout.write(String(claimDataDirectory(${JSON.stringify(folder)}).held))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [answer] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, held: answer.toString() === 'true' }
}

it('a directory belongs to one process: the second is told who holds it', async () => {
  const { child, held } = await claimElsewhere()
  expect(held).toBe(false)
  expect(claimDataDirectory(folder)).toMatchObject({ held: true, pid: child.pid, socket: null })
  await expect(claimWithPatience(folder, 100)).rejects.toMatchObject({
    code: 'data_in_use',
    message: expect.stringContaining(`in use by process ${child.pid}`) as unknown,
  })
  child.kill('SIGKILL')
  await once(child, 'exit')
})

it('the lock of a process that was killed is taken over', async () => {
  const { child } = await claimElsewhere()
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(claimDataDirectory(folder).held).toBe(false)
})

it('a lock whose process id belongs to another process by now is taken over', () => {
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.ppid, started: '1', socket: null }))
  expect(claimDataDirectory(folder).held).toBe(false)
})

it('a lock that cannot be read is taken over', () => {
  writeFileSync(join(folder, 'lock'), '{"pid":')
  expect(claimDataDirectory(folder).held).toBe(false)
})

it('of several processes that find a dead lock at once, one gets the directory', async () => {
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: 4_194_304, started: '1', socket: null }))
  const claims = await Promise.all([claimElsewhere(), claimElsewhere(), claimElsewhere(), claimElsewhere()])
  expect(claims.filter((claim) => !claim.held)).toHaveLength(1)
  for (const { child } of claims) child.kill('SIGKILL')
})

it('whoever announces a socket is answered with it; released, the directory is free', () => {
  const claim = claimDataDirectory(folder)
  if (claim.held) throw new Error('the folder was new')
  claim.directory.announce('/tmp/some-socket')
  expect(claimDataDirectory(folder)).toMatchObject({ held: true, socket: '/tmp/some-socket' })
  expect(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid })
  claim.directory.release()
  expect(claimDataDirectory(folder).held).toBe(false)
})

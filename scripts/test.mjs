/*
 * `npm test`: formatting, lint, types, unused code, then every test suite and the laws. Each check counts as one; the
 * last line is `N passed, N failed`, whatever happens before it.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'portal-test-'))
const closingLine = join(folder, 'count.json')
let passed = 0
let failed = 0

function run(name, command, options) {
  process.stdout.write(`\n— ${name}\n`)
  const result = spawnSync(join(root, 'node_modules/.bin', command), options, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CLOSING_LINE: closingLine },
  })
  return result.status === 0
}

function check(name, command, options) {
  if (run(name, command, options)) passed++
  else failed++
}

check('Formatting', 'prettier', ['--check', '--log-level=warn', '.'])
check('Lint', 'eslint', ['--max-warnings=0', '.'])
check('Types', 'tsc', ['-p', '.'])
check('Unused code', 'knip', [])

const suitesPassed = run('Tests', 'vitest', ['run', ...process.argv.slice(2)])
try {
  const count = JSON.parse(readFileSync(closingLine, 'utf8'))
  passed += count.passed
  failed += count.failed
  // A run that failed without a failed test (a broken set-up, an unhandled error) is a failure too.
  if (!suitesPassed && count.failed === 0) failed++
} catch {
  failed++
}
rmSync(folder, { recursive: true, force: true })

process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1

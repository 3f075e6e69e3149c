/*
 * Installs what is missing and builds what is stale; does nothing, quickly, when all is in place. `npm start` and
 * `npm test` begin with it. It is the only script that may run on the machine's own Node (20 or newer) and without any
 * package: everything after it runs on the Node that package.json pins.
 */
const { execFileSync, spawnSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const root = join(__dirname, '..')
const inRoot = (...parts) => join(root, ...parts)
const say = (text) => process.stderr.write(`${text}\n`)

function stop(sentence) {
  say(sentence)
  process.exit(1)
}

if (Number(process.versions.node.split('.')[0]) < 20)
  stop(`Node ${process.versions.node} is too old to install the portal: install Node 20 or newer.`)

install()
const node = pinnedNode()
build(node)
if (process.argv.includes('--with-browser')) installBrowser()

/** The packages are those of the lock file: `npm ci` runs when the lock file is not the one that was installed last. */
function install() {
  const lock = createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex')
  const marker = inRoot('node_modules', '.portal-installed')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return
  say('Installing packages (about half a minute) …')
  const npm = process.env.npm_execpath
  const command = npm ? [process.execPath, npm] : ['npm']
  const [program, ...before] = command
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev']
  const result = spawnSync(program, [...before, ...options], { cwd: root, stdio: ['ignore', 2, 2] })
  if (result.status !== 0)
    stop(
      'The packages could not be installed: see the message of npm above, check the network, and try again.',
    )
  writeFileSync(marker, lock)
}

/** Node 26 as a package (Linux), or the machine's own. */
function pinnedNode() {
  const packaged = inRoot('node_modules', '.bin', 'node')
  const candidates = existsSync(packaged) ? [packaged, process.execPath] : [process.execPath]
  for (const candidate of candidates) {
    const version = execFileSync(candidate, ['--version'], { encoding: 'utf8' }).trim()
    if (version.startsWith('v26.')) return candidate
  }
  return stop(
    `The portal runs on Node 26, and there is no package of it for this system: install Node 26 (this is ${process.version}).`,
  )
}

/** Builds when a source file is newer than the last build. */
function build(node) {
  const stamp = inRoot('dist', '.built')
  const sources = [inRoot('src'), inRoot('scripts'), inRoot('package-lock.json'), inRoot('tsconfig.json')]
  if (existsSync(stamp) && Math.max(...sources.map(newest)) < statSync(stamp).mtimeMs) return
  say('Building …')
  const result = spawnSync(node, [inRoot('scripts', 'build.mjs')], { cwd: root, stdio: ['ignore', 2, 2] })
  if (result.status !== 0) stop('The build failed: see the message above.')
  mkdirSync(inRoot('dist'), { recursive: true })
  writeFileSync(stamp, new Date().toISOString())
}

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** The browser of the journeys, where this machine lets us install one; the tests say so when there is none. */
function installBrowser() {
  const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  if (process.env.CHROMIUM || places.some((place) => existsSync(place))) return
  const isRoot = process.getuid && process.getuid() === 0
  if (!isRoot || !existsSync('/usr/bin/apt-get'))
    return say(
      'There is no Chromium here: install it (Debian: apt-get install chromium), or name it in CHROMIUM.',
    )
  say('Installing Chromium …')
  const apt = (...options) => spawnSync('apt-get', options, { stdio: ['ignore', 'ignore', 2] })
  apt('update')
  apt('install', '-y', '--no-install-recommends', 'chromium')
}

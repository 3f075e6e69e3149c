import { build } from 'esbuild'
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { compileAsync } from 'sass'

/**
 * Builds the assets of the pages into `outDir`: the style sheet, the fonts and images that it names, and the client
 * scripts. The name of each holds a hash of its content, so that a browser may keep it for ever; `manifest.json` says
 * which name stands for which. Compressed copies lie beside what compresses. Plain JavaScript, because it runs in the
 * build, before anything else is built.
 *
 * @param {string} outDir
 * @returns {Promise<void>}
 */
export async function buildAssets(outDir) {
  await mkdir(outDir, { recursive: true })
  /** @type {Record<string, string>} */
  const manifest = {}
  /** @param {string} name @param {Buffer} content */
  const put = async (name, content) => {
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
    const hashed = `${basename(name, extname(name))}-${hash}${extname(name)}`
    manifest[name] = hashed
    await writeFile(join(outDir, hashed), content)
    if (COMPRESSES.has(extname(name))) {
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
      await writeFile(join(outDir, `${hashed}.br`), brotliCompressSync(content, quality))
      await writeFile(join(outDir, `${hashed}.gz`), gzipSync(content, { level: 9 }))
    }
    return hashed
  }
  const [css, scripts] = await Promise.all([compileStyles(), bundleScripts()])
  await put('app.css', Buffer.from(await placeReferences(css, put)))
  await put('icon.svg', await readFile(join(here, 'icon.svg')))
  for (const { path, contents } of scripts) await put(basename(path), Buffer.from(contents))
  await writeFile(join(outDir, 'manifest.json'), JSON.stringify(manifest, null, 2))
}

const here = import.meta.dirname
const packages = join(here, '../../../node_modules/@uswds/uswds')
const COMPRESSES = new Set(['.css', '.js', '.svg'])

async function compileStyles() {
  const { css } = await compileAsync(join(here, 'app.scss'), {
    style: 'compressed',
    quietDeps: true,
    loadPaths: [join(packages, 'packages')],
  })
  return css
}

async function bundleScripts() {
  const sources = (await readdir(join(here, 'client'))).filter((file) => file.endsWith('.ts'))
  const { outputFiles } = await build({
    entryPoints: sources.map((file) => join(here, 'client', file)),
    outdir: here,
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
  })
  return outputFiles
}

/**
 * Copies each file of USWDS that the style sheet names, and lets the style sheet name the copy.
 * @param {string} css @param {(name: string, content: Buffer) => Promise<string>} put
 */
async function placeReferences(css, put) {
  const references = new Set(
    [...css.matchAll(/url\(["']?(\/uswds\/[^"')]+)["']?\)/g)].map((match) => match[1]),
  )
  let placed = css
  for (const reference of references) {
    const source = join(packages, 'dist', reference.replace('/uswds/', ''))
    const hashed = await put(basename(source), await readFile(source))
    placed = placed.replaceAll(reference, hashed)
  }
  return placed
}

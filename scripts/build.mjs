/*
 * Builds `dist/`: the program (one bundle with lazily loaded parts; packages stay in node_modules), the migrations, and
 * the assets of the pages. Run by scripts/setup.cjs.
 */
import { build } from 'esbuild'
import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildAssets } from '../src/web/assets/build.mjs'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

await rm(dist, { recursive: true, force: true })
await mkdir(dist)
await Promise.all([
  build({
    entryPoints: { portal: join(root, 'src/app/main.ts') },
    outdir: dist,
    bundle: true,
    splitting: true,
    chunkNames: 'part-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node26',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    sourcemap: 'linked',
    logLevel: 'warning',
  }),
  cp(join(root, 'src/store/migrations'), join(dist, 'migrations'), { recursive: true }),
  buildAssets(join(dist, 'assets')),
])

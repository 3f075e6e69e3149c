import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { failure } from '../kernel/errors.ts'
import type { WebApp } from './environment.ts'
import { paths } from './paths.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

interface Asset {
  readonly type: string
  readonly content: Buffer<ArrayBuffer>
  readonly compressed: Readonly<Partial<Record<'br' | 'gzip', Buffer<ArrayBuffer>>>>
}

export interface Assets {
  /** The path of an asset by its name in `src/web/assets`, such as `app.css`. */
  path(name: string): string
  find(hashedName: string): Asset | undefined
}

/**
 * Reads what `buildAssets` has built; all of it is small enough to stay in memory.
 * @throws failure `assets_missing`
 */
export function loadAssets(directory: string): Assets {
  const manifest = readManifest(directory)
  const assets = new Map(
    Object.values(manifest).map((hashed) => {
      const read = (suffix: string) => {
        try {
          return readFileSync(join(directory, hashed + suffix))
        } catch {
          return undefined
        }
      }
      const [content, br, gzip] = [read(''), read('.br'), read('.gz')]
      if (content === undefined) throw missing(directory)
      const asset: Asset = {
        type: TYPES[extname(hashed)] ?? 'application/octet-stream',
        content,
        compressed: { ...(br && { br }), ...(gzip && { gzip }) },
      }
      return [hashed, asset]
    }),
  )
  return {
    path(name) {
      const hashed = manifest[name]
      if (hashed === undefined) throw new Error(`There is no asset "${name}"`)
      return `${paths.assets}/${hashed}`
    },
    find: (hashedName) => assets.get(hashedName),
  }
}

/** The name of an asset changes with its content, so a browser keeps it for ever. */
export function addAssets(app: WebApp, assets: Assets): void {
  app.get(`${paths.assets}/:name`, (c) => {
    const name = c.req.param('name')
    const asset = assets.find(name)
    if (!asset) return c.notFound()
    c.header('Cache-Control', 'public, max-age=31536000, immutable')
    c.header('ETag', `"${name}"`)
    c.header('Vary', 'Accept-Encoding')
    if (c.req.header('if-none-match') === `"${name}"`) return c.body(null, 304)
    c.header('Content-Type', asset.type)
    const accepted = c.req.header('accept-encoding') ?? ''
    for (const encoding of ['br', 'gzip'] as const) {
      const body = asset.compressed[encoding]
      if (body === undefined || !new RegExp(`\\b${encoding}\\b`).test(accepted)) continue
      c.header('Content-Encoding', encoding)
      return c.body(body)
    }
    return c.body(asset.content)
  })
}

function readManifest(directory: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Record<string, string>
  } catch (cause) {
    throw missing(directory, cause)
  }
}

function missing(directory: string, cause?: unknown) {
  return failure(
    'assets_missing',
    `The assets of the pages are not in ${directory}: build them with \`npm run setup\`.`,
    cause,
  )
}

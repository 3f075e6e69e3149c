import { wrongUse } from '../kernel/errors.ts'

/** Which adapter reads a community's system of record, and where. */
export type SourceSpec =
  { readonly kind: 'files'; readonly directory: string } | { readonly kind: 'sample'; readonly city: string }

const CITY = /^[a-z][a-z0-9-]*$/

/**
 * Reads `files:DIR` or `sample:CITY`.
 * @throws wrongUse `source_spec_invalid`
 */
export function parseSourceSpec(spec: string): SourceSpec {
  const colon = spec.indexOf(':')
  const kind = spec.slice(0, Math.max(colon, 0))
  const place = spec.slice(colon + 1).trim()
  if (kind === 'files' && place !== '') return { kind, directory: place }
  if (kind === 'sample' && CITY.test(place)) return { kind, city: place }
  throw wrongUse(
    'source_spec_invalid',
    `"${spec}" is no source. Write files:DIR with the directory that holds the export, such as files:/srv/exports/cedar-hollow.`,
  )
}

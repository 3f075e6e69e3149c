import { expect, test } from 'vitest'
import { parseSourceSpec } from '../../src/source/index.ts'

test('a source is a directory of files or a sample city', () => {
  expect(parseSourceSpec('files:/srv/exports: new')).toEqual({
    kind: 'files',
    directory: '/srv/exports: new',
  })
  expect(parseSourceSpec('sample:cedar-hollow')).toEqual({ kind: 'sample', city: 'cedar-hollow' })
})

test.each(['', 'files', 'files:', 'sql:x', '/srv/exports', 'sample:../x'])('%j is no source', (spec) => {
  expect(() => parseSourceSpec(spec)).toThrow(
    expect.objectContaining({ kind: 'use', code: 'source_spec_invalid' }) as Error,
  )
  expect(() => parseSourceSpec(spec)).toThrow(`"${spec}" is no source. Write files:DIR`)
})

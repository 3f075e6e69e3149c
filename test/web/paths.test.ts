import { describe, expect, test } from 'vitest'
import { paths, safeReturn } from '../../src/web/paths.ts'

describe('Every state is an address', () => {
  test('that holds what was asked and leaves out what was not', () => {
    expect(paths.search('cedar', { q: 'nunez & co', module: undefined, page: undefined })).toBe(
      '/c/cedar/search?q=nunez+%26+co',
    )
    expect(paths.why('cedar', { text: 'a', live: true, viewer: '' })).toBe('/c/cedar/why?text=a&live=1')
    expect(paths.customer('cedar', 'C 1/2')).toBe('/c/cedar/customers/C%201%2F2')
  })
})

describe('After signing in one is sent back', () => {
  test.each(['/c/cedar/search?q=n%C3%BA', '/', '/c/x'])('to %s, which is ours', (path) => {
    expect(safeReturn(path)).toBe(path)
  })

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/a\nb',
    '',
    '/sign-in?to=/',
    undefined,
  ])('to the start page instead of %j', (path) => {
    expect(safeReturn(path)).toBe('/')
  })
})

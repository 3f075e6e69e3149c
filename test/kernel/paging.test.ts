import { describe, expect, it } from 'vitest'
import { pageAsked, pagesOf } from '../../src/kernel/paging.ts'

describe('Paging', () => {
  it('takes what is no number of a page for the first, and keeps within a million', () => {
    expect([undefined, NaN, 2.5, Infinity, 1e20, -3, 0, 1, 7, 2_000_000].map(pageAsked)).toEqual([
      1, 1, 1, 1, 1, 1, 1, 1, 7, 1_000_000,
    ])
  })

  it('has a page for nothing, and one for every rest', () => {
    expect([0, 1, 50, 51, 100].map((total) => pagesOf(total, 50))).toEqual([1, 1, 1, 2, 2])
  })
})

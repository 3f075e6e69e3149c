import fc from 'fast-check'
import { expect, it } from 'vitest'
import { patchFrom, patched, type Json } from '../../src/history/merge-patch.ts'

/** States as they are kept: no null in them. */
const state = fc.letrec<{ node: Json; object: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.string({ maxLength: 3 }),
    fc.integer(),
    fc.boolean(),
    fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), tie('node'), {
    maxKeys: 3,
  }),
})).object

it('the patch from one state to another makes the other of it', () => {
  fc.assert(
    fc.property(fc.option(state), fc.option(state), (from, to) => {
      const patch = patchFrom(from, to)
      expect(patch === undefined ? from : patched(from, JSON.parse(JSON.stringify(patch)) as Json)).toEqual(
        to,
      )
    }),
    { numRuns: 2_000 },
  )
})

it('equal states need no patch, and one field costs one field', () => {
  expect(patchFrom({ a: 1, b: { c: 'x' } }, { b: { c: 'x' }, a: 1 })).toBeUndefined()
  expect(patchFrom({ a: 1, b: { c: 'x', d: 2 } }, { a: 1, b: { c: 'y', d: 2 } })).toEqual({ b: { c: 'y' } })
  expect(patchFrom({ a: 1, b: 2 }, { a: 1 })).toEqual({ b: null })
})

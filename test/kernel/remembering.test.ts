import { expect, it } from 'vitest'
import { remembering } from '../../src/kernel/remembering.ts'

it('answers each key once, also where the answer is that there is none', () => {
  const asked: string[] = []
  const answer = remembering(10, (key) => {
    asked.push(key)
    return key === 'none' ? undefined : key.toUpperCase()
  })
  expect(['a', 'none', 'a', 'none'].map(answer)).toEqual(['A', undefined, 'A', undefined])
  expect(asked).toEqual(['a', 'none'])
})

it('knows no more than it may, and answers as before when it has forgotten', () => {
  const asked: string[] = []
  const answer = remembering(2, (key) => {
    asked.push(key)
    return key.length
  })
  expect(['a', 'bb', 'ccc', 'a', 'a'].map(answer)).toEqual([1, 2, 3, 1, 1])
  expect(asked).toEqual(['a', 'bb', 'ccc', 'a'])
})

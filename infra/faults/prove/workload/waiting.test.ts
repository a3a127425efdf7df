import { expect, it } from 'vitest'
import { Waiting } from './waiting.ts'

it('gives out each item once, when it is due and not before', () => {
  const waiting = new Waiting<string>(10, 1_000)
  waiting.add('later', 1_055)
  waiting.add('now', 1_001)
  waiting.add('long ago', 3)
  expect(waiting.takeDue(1_001)).toEqual(['now', 'long ago'])
  expect(waiting.takeDue(1_049)).toEqual([])
  expect(waiting.size).toBe(1)
  expect(waiting.takeDue(1_200)).toEqual(['later'])
  expect(waiting.size).toBe(0)
})

it('what is added for a time that was taken already comes with the next', () => {
  const waiting = new Waiting<string>(10, 0)
  expect(waiting.takeDue(100)).toEqual([])
  waiting.add('again', 100)
  expect(waiting.takeDue(100)).toEqual([])
  expect(waiting.takeDue(110)).toEqual(['again'])
})

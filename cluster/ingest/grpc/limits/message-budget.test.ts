import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { MessageBudget } from './message-budget.ts'

const budget = () => new MessageBudget({ maxPendingBytes: 1_000, maxUnreadBytes: 100 })
const stream = (owner: string, bytes: number) => ({ owner, bytes, votes: 1_000, isTaken: false })

test('one owner has half; beyond it each has an equal share, one message at least', () => {
  const messages = budget()
  let taken = 0
  while (messages.tryTake('greedy', 100)) taken += 1
  expect(taken).toBe(5)
  expect(messages.tryTake('other', 300)).toBe(true)
  expect(messages.tryTake('other', 300)).toBe(false)
  expect(messages.tryTake('third', 100)).toBe(true)
  expect(messages.tryTake('third', 100)).toBe(true)
  expect(messages.tryTake('fourth', 1)).toBe(false)
  expect(messages.pendingBytes).toBe(1_000)
})

test('streams leave a quarter to calls of one message', async () => {
  const messages = budget()
  let started = 0
  for (let owner = 0; owner < 20; owner += 1) messages.whenItsTurn(stream(`${owner}`, 100), () => (started += 1))
  for (let turn = 0; turn < 30; turn += 1) await nextTurn()
  expect(started).toBe(7)
  expect(messages.tryTake('caller', 100)).toBe(true)
  messages.release('0', 100)
  messages.release('caller', 100)
  for (let turn = 0; turn < 5; turn += 1) await nextTurn()
  expect(started).toBe(8)
})

test('nothing is judged for an owner who does not read, until they do', async () => {
  const messages = budget()
  messages.waitForReader('lazy', 100)
  expect(messages.tryTake('lazy', 1)).toBe(false)
  expect(messages.hasRoom('lazy')).toBe(false)
  expect(messages.tryTake('other', 1)).toBe(true)
  let started = 0
  messages.whenItsTurn(stream('lazy', 10), () => (started += 1))
  messages.whenItsTurn({ ...stream('lazy', 10), isTaken: true }, () => (started += 1))
  for (let turn = 0; turn < 3; turn += 1) await nextTurn()
  expect(started).toBe(0)
  messages.wasRead('lazy', 100)
  for (let turn = 0; turn < 4; turn += 1) await nextTurn()
  expect(started).toBe(2)
  expect(messages.waiting).toBe(0)
})

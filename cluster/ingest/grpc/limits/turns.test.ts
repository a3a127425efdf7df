import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

const work = (owner: string, votes = 1_000) => ({ owner, votes })

test('one owner’s many pieces do not hold up another’s one', async () => {
  const turns = new Turns(() => true)
  const order: string[] = []
  for (let piece = 0; piece < 100; piece += 1) turns.wait(work('many'), () => order.push('many'))
  turns.wait(work('one'), () => order.push('one'))
  for (let turn = 0; turn < 4; turn += 1) await nextTurn()
  expect(order.indexOf('one')).toBeGreaterThanOrEqual(0)
  expect(order.indexOf('one')).toBeLessThanOrEqual(2)
})

test('a turn of the event loop starts a few hundred votes, small pieces together', async () => {
  const turns = new Turns(() => true)
  let started = 0
  for (let piece = 0; piece < 100; piece += 1) turns.wait(work(`${piece % 7}`, 100), () => (started += 1))
  expect(started).toBe(5)
  await nextTurn()
  expect(started).toBeLessThanOrEqual(10)
  for (let turn = 0; turn < 40; turn += 1) await nextTurn()
  expect(started).toBe(100)
  expect(turns.waiting).toBe(0)
})

test('a piece without room waits, does not hold up others, and goes on when there is room', async () => {
  let room = false
  const turns = new Turns<{ owner: string; votes: number }>(({ owner }) => owner === 'other' || room)
  const order: string[] = []
  turns.wait(work('blocked'), () => order.push('blocked'))
  turns.wait(work('other'), () => order.push('other'))
  await nextTurn()
  await nextTurn()
  expect(order).toEqual(['other'])
  room = true
  turns.goOn()
  await nextTurn()
  await nextTurn()
  expect(order).toEqual(['other', 'blocked'])
})

test('what is forgotten never starts', async () => {
  const turns = new Turns(() => true)
  const order: number[] = []
  const forget = [0, 1, 2].map((piece) => turns.wait(work('a'), () => order.push(piece)))
  forget[1]?.()
  forget[0]?.()
  for (let turn = 0; turn < 5; turn += 1) await nextTurn()
  expect(order).toEqual([0, 2])
  expect(turns.waiting).toBe(0)
})

import { beforeEach, expect, test, vi } from 'vitest'
import { type OpenCall, OpenCalls } from './open-calls.ts'

const anyCall = { isInVain: false, always: false }
let nowMs = 10_000
const ended: OpenCall[] = []

beforeEach(() => {
  nowMs = 10_000
  ended.length = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
  return () => clock.mockRestore()
})

function callOf(owner: string, { silent = true, isStream = false } = {}): OpenCall {
  const sinceMs = nowMs
  const call: OpenCall = {
    peer: owner,
    owner,
    isStream,
    isIdleSince: (beforeMs) => silent && sinceMs <= beforeMs,
    endForRoom: () => void ended.push(call),
  }
  return call
}

/** Enters so many calls of an owner, and lets time pass. */
function fill(open: OpenCalls, owner: string, count: number, options?: { silent?: boolean; isStream?: boolean }) {
  const calls = Array.from({ length: count }, () => callOf(owner, options))
  const entered = calls.filter((call) => open.enter(call, anyCall)).length
  nowMs += 1_000
  return { calls, entered }
}

test('streams have half of the places, other calls find the rest', () => {
  const open = new OpenCalls({ maxCalls: 10 })
  expect(fill(open, 'many', 10, { isStream: true, silent: false }).entered).toBe(5)
  expect(fill(open, 'other', 10, { silent: false }).entered).toBe(5)
  expect(open.refused).toBe(10)
})

test('where no place is left, the oldest silent call of whoever has most ends for a newcomer', () => {
  const open = new OpenCalls({ maxCalls: 10 })
  fill(open, 'few', 3)
  const { calls } = fill(open, 'many', 7)
  const newcomer = callOf('new')
  expect(open.enter(newcomer, anyCall)).toBe(true)
  expect(ended).toEqual([calls[0]])
  expect([open.size, open.ended, open.refused]).toEqual([10, 1, 0])
})

test('a newcomer whose owner has as many as the others ends none and is refused', () => {
  const open = new OpenCalls({ maxCalls: 10 })
  fill(open, 'one', 5)
  fill(open, 'other', 5)
  expect(open.enter(callOf('one'), anyCall)).toBe(false)
  expect(ended).toEqual([])
})

test('calls at work, and those silent for a moment only, do not end', () => {
  const open = new OpenCalls({ maxCalls: 4 })
  fill(open, 'busy', 3, { silent: false })
  const { calls } = fill(open, 'late', 1)
  nowMs -= 900
  expect(open.enter(callOf('new'), anyCall)).toBe(false)
  nowMs += 900
  open.leave(calls[0] ?? callOf(''))
  expect(open.enter(callOf('new'), anyCall)).toBe(true)
})

test('only a stream ends for a stream while other places are free', () => {
  const open = new OpenCalls({ maxCalls: 10 })
  const streams = fill(open, 'some', 5, { isStream: true })
  fill(open, 'most', 4)
  fill(open, 'some', 1)
  expect(open.enter(callOf('new', { isStream: true }), anyCall)).toBe(true)
  expect(ended).toEqual([streams.calls[0]])
})

test('who has most calls, but none that is silent, does not protect others', () => {
  const open = new OpenCalls({ maxCalls: 10 })
  fill(open, 'busy', 7, { silent: false })
  const { calls } = fill(open, 'silent', 3)
  expect(open.enter(callOf('new'), anyCall)).toBe(true)
  expect(ended).toEqual([calls[0]])
})

test('what is always taken is taken without a place, a call in vain never', () => {
  const open = new OpenCalls({ maxCalls: 2 })
  fill(open, 'busy', 2, { silent: false })
  expect(open.enter(callOf('probe'), { isInVain: false, always: true })).toBe(true)
  expect(new OpenCalls({ maxCalls: 2 }).enter(callOf('a'), { isInVain: true, always: false })).toBe(false)
})

test('a call that ended leaves once', () => {
  const open = new OpenCalls({ maxCalls: 2 })
  const { calls } = fill(open, 'one', 2)
  for (const call of [...calls, ...calls]) open.leave(call)
  expect([open.size, [...open].length]).toEqual([0, 0])
  expect(fill(open, 'one', 2, { isStream: true }).entered).toBe(1)
})

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { encodeAnswer } from '../boundary/answer.ts'
import type { Call } from '../boundary/call.ts'
import { Instances } from './instances.ts'

const call: Call = { method: 'GET', path: '/', nowMs: 0, entropyHex: '0', bodyBytes: 0, body: '' }
const good = encodeAnswer({ status: 200, headers: {}, body: 'ok', votes: [] })

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** Instances whose first answers are given; all later ones are good. */
function instancesThat(...first: (() => string)[]) {
  const answers = [...first]
  let made = 0
  const instances = new Instances(() => {
    made += 1
    return { handle: () => (answers.shift() ?? (() => good))() }
  })
  return { instances, made: () => made }
}

it('the first instance is there before the first call', () => {
  expect(instancesThat().made()).toBe(1)
})

it('one instance answers all calls', () => {
  const { instances, made } = instancesThat()
  for (let count = 0; count < 3; count += 1) expect(instances.ask(call)?.status).toBe(200)
  expect(made()).toBe(1)
})

it.each([
  [
    'throws',
    () => {
      throw new Error('unreachable')
    },
  ],
  ['answers what is not an answer', () => 'garbage'],
])('an instance that %s is dropped, the next call gets a new one', (_, answer) => {
  const { instances, made } = instancesThat(answer)
  expect(instances.ask(call)).toBeUndefined()
  expect(made()).toBe(1)
  expect(instances.ask(call)?.status).toBe(200)
  expect(made()).toBe(2)
})

it('an instance that met a bug answers it and is dropped', () => {
  const { instances, made } = instancesThat(() =>
    encodeAnswer({ status: 500, headers: {}, body: '', votes: [], bug: 'x is undefined' }),
  )
  expect(instances.ask(call)?.status).toBe(500)
  expect(instances.ask(call)?.status).toBe(200)
  expect(made()).toBe(2)
  expect(console.error).toHaveBeenCalledWith(expect.stringContaining('x is undefined'))
})

import { hmacKey, signatureHeader, signBody } from '@aplauso/proto'
import { expect, it, onTestFinished, vi } from 'vitest'
import { answerOperator } from './operate.ts'

const key = await hmacKey('k'.repeat(32))
const page = { records: [], next: null }

function operationsOf() {
  return {
    status: vi.fn(async () => []),
    deadLetters: vi.fn(async () => page),
    order: vi.fn(async () => 7),
  }
}

async function ask(
  method: string,
  address: string,
  { signed = `${method} ${address}`, by = key, operations = operationsOf() } = {},
) {
  const headers = { [signatureHeader]: await signBody(by, signed, Date.now()) }
  const request = new Request(`https://votes.example${address}`, { method, headers })
  const response = await answerOperator(request, async () => key, operations)
  return { response, answer: response && (JSON.parse(response.body) as unknown), ...operations }
}

it('returns the status, a part of the dead letters, and how many records an order took', async () => {
  expect((await ask('GET', '/outbox/status')).answer).toEqual({ shards: [] })
  const listing = await ask('GET', '/outbox/dead-letters?shard=3&after=100')
  expect(listing.answer).toEqual(page)
  expect(listing.deadLetters).toHaveBeenCalledWith(3, 100)
  for (const order of ['redrive', 'discard']) {
    const ordering = await ask('POST', `/outbox/dead-letters/${order}?shard=0&until=1700000000000`)
    expect(ordering.answer).toEqual({ records: 7 })
    expect(ordering.order).toHaveBeenCalledWith(order, 0, 1_700_000_000_000)
  }
})

it('an object that does not answer does not blame the request', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  onTestFinished(() => warn.mockRestore())
  const operations = { ...operationsOf(), order: vi.fn(() => Promise.reject<number>(new Error('overloaded'))) }
  const { response, answer } = await ask('POST', order, { operations })
  expect(response?.status).toBe(503)
  expect(answer).toEqual({ code: 'unavailable' })
})

const order = '/outbox/dead-letters/discard?shard=0&until=17'

it.each([
  ['another key', 'POST', order, { by: await hmacKey('l'.repeat(32)) }],
  ['the signature of another query', 'POST', order, { signed: `POST ${order}0` }],
  ['the signature of another method', 'POST', order, { signed: `GET ${order}` }],
  ['no moment', 'POST', '/outbox/dead-letters/discard?shard=0', {}],
  ['no shard', 'POST', '/outbox/dead-letters/discard?until=17', {}],
  ['an impossible shard', 'GET', '/outbox/dead-letters?shard=1024', {}],
  ['an order as a question', 'GET', order, {}],
])('does not exist with %s, and does nothing', async (_, method, address, options) => {
  const { response, ...operations } = await ask(method, address, options)
  expect(response).toBeUndefined()
  expect(operations.order).not.toHaveBeenCalled()
  expect(operations.deadLetters).not.toHaveBeenCalled()
})

it('takes the addresses of earlier releases too', async () => {
  expect((await ask('GET', '/outbox/set-aside?shard=3&after=0')).answer).toEqual(page)
  for (const [older, order] of [
    ['again', 'redrive'],
    ['drop', 'discard'],
  ] as const) {
    const ordering = await ask('POST', `/outbox/set-aside/${older}?shard=0&until=17`)
    expect(ordering.order).toHaveBeenCalledWith(order, 0, 17)
  }
})

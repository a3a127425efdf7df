import { hmacKey, uuidV7 } from '@aplauso/proto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { handle } from '../app/index.ts'
import { createGateway, type GatewayOptions } from './gateway.ts'
import { type Component, Instances } from './instances.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

const now = { nowMs: 1_795_000_000_123, entropyHex: '0123456789abcdef012' }
const key = await hmacKey('k'.repeat(32))

function gatewayWith(options: Partial<GatewayOptions> = {}, component: Component = { handle }) {
  return createGateway({
    allowedOrigins: ['*'],
    bodyTimeoutMs: 1_000,
    voterKey: async () => key,
    instances: new Instances(() => component),
    outbox: { append: async (entries) => entries.map(() => 'accepted') },
    moment: () => now,
    ...options,
  })
}

const vote = () =>
  new Request('http://edge.test/vote', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'https://any.example' },
    body: '{"name":"a","album":"b","year":1987,"rank":1}',
  })

it('a component that breaks down is a 503, and nothing was stored', async () => {
  const append = vi.fn()
  const broken = {
    handle: () => {
      throw new Error('unreachable')
    },
  }
  const response = await gatewayWith({ outbox: { append } }, broken)(vote(), () => {})
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('2')
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(await response.json()).toMatchObject({ code: 'unavailable' })
  expect(append).not.toHaveBeenCalled()
})

it('what nobody foresaw is a 500 that pages may read', async () => {
  const response = await gatewayWith({ voterKey: () => Promise.reject(new Error('no key')) })(vote(), (work) => {
    work.catch(() => {})
  })
  expect(response.status).toBe(500)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(await response.json()).toMatchObject({ code: 'internal' })
})

const preflight = (path: string) =>
  new Request(`http://edge.test${path}`, {
    method: 'OPTIONS',
    headers: { origin: 'https://any.example', 'access-control-request-method': 'POST' },
  })

it('preflights are answered for the addresses that there are', async () => {
  const gateway = gatewayWith()
  for (const path of ['/vote', '/v1/votes', '/v1/votes/', '/healthz']) {
    const response = await gateway(preflight(path), () => {})
    expect([path, response.status, await response.text()]).toEqual([path, 204, ''])
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST')
    expect(response.headers.get('cache-control')).toBe('no-store')
  }
  for (const path of ['/', '/votes', '/v1/votes//', '/outbox/status']) {
    const response = await gateway(preflight(path), () => {})
    expect([path, response.status]).toEqual([path, 404])
    expect(response.headers.get('access-control-allow-methods')).toBeNull()
    expect(await response.json()).toMatchObject({ code: 'not_found' })
  }
})

it.each(['[', '', 'a b', 'x:port', '%', 'votes.example*', 'a@b'])('the host may be said to be %j', async (host) => {
  const request = vote()
  Object.defineProperty(request, 'url', { value: `http://${host}/vote?x` })
  expect((await gatewayWith()(request, () => {})).status).toBe(202)
})

it('storing and counting go on when the client leaves', async () => {
  const stored = Promise.withResolvers<readonly ['accepted']>()
  const count = vi.fn()
  const kept: Promise<unknown>[] = []
  const answering = gatewayWith({ outbox: { append: () => stored.promise }, count })(vote(), (work) => kept.push(work))
  await vi.waitFor(() => expect(kept).toHaveLength(1))
  stored.resolve(['accepted'])
  await kept[0]
  expect(count).toHaveBeenCalledWith(['accepted'])
  expect((await answering).status).toBe(202)
})

it('an answer to a 503 names the id that was made here', async () => {
  const response = await gatewayWith({ outbox: { append: async () => ['full'] } })(vote(), () => {})
  expect(await response.json()).toMatchObject({ code: 'full', id: uuidV7(now.nowMs, now.entropyHex, 0) })
})

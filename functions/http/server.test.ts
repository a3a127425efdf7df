import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { document } from './answer.ts'
import { createHandler } from './handler.ts'
import { type FunctionServer, serveFunction } from './server.ts'

const page = 'https://votes.example'
let server: FunctionServer
let url: string

beforeAll(async () => {
  const handler = createHandler({
    routes: [{ path: /^\/thing\/(?<name>[^/]+)$/, read: async (_, { name }) => document({ name }) }],
    allowedOrigins: [page],
    requestHeaders: ['If-None-Match'],
    exposedHeaders: ['ETag'],
    complain: () => {},
  })
  server = await serveFunction('thing', handler, '127.0.0.1', 0)
  url = `http://127.0.0.1:${server.port}`
})
afterAll(() => server.stop())

/** Sends bytes as they are and reads until the server hangs up. */
async function raw(request: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1')
  socket.write(request)
  return text(socket)
}

describe('the functions’ HTTP', () => {
  it('answers a preflight of an allowed page', async () => {
    const answer = await fetch(`${url}/thing/a`, {
      method: 'OPTIONS',
      headers: {
        origin: page,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'if-none-match',
      },
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe(page)
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS')
    expect(answer.headers.get('access-control-allow-headers')).toBe('If-None-Match')
  })

  it('lets no other page in', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' }
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await fetch(`${url}/thing/a`, { method, headers })
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      expect(answer.headers.get('vary')).toBe('Origin')
    }
  })

  it('decodes a parameter once', async () => {
    expect(await (await fetch(`${url}/thing/%2525%C3%A9`)).json()).toEqual({ name: '%25é' })
  })

  it('answers requests that come together, in their order', async () => {
    const head = (name: string, more = '') => `GET /thing/${name} HTTP/1.1\r\nhost: x\r\n${more}\r\n`
    const answer = await raw(head('a') + head('b') + head('c', 'connection: close\r\n'))
    expect(answer.match(/\{"name":"."\}/g)).toEqual(['{"name":"a"}', '{"name":"b"}', '{"name":"c"}'])
  })

  it('answers HEAD with the headers alone', async () => {
    const answer = await fetch(`${url}/thing/a`, { method: 'HEAD' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe('12')
    expect(await answer.text()).toBe('')
  })

  it('is healthy', async () => {
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' })
  })

  it.each(['/', '/thing', '/thing/a/b', '/thing/', '/thing/%', '/thing/%C3', '/%E0%A4%A', '//thing/a'])(
    'answers 404 as a problem document to %s',
    async (path) => {
      const answer = await fetch(url + path, { headers: { origin: page } })
      expect(answer.status).toBe(404)
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(answer.headers.get('access-control-allow-origin')).toBe(page)
      expect(await answer.json()).toMatchObject({ code: 'not_found' })
    },
  )

  it.each(['/thing/a/', '/healthz/', 'http://[broken/thing/a', 'http://other.example/thing/a', 'HTTP://x/healthz?y'])(
    'takes %s',
    async (target) => {
      expect(await raw(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /)
    },
  )

  it.each(['GET /favicon.ico', 'GET /robots.txt', 'GET /', 'OPTIONS *', 'GET http://x', 'OPTIONS /nothing'])(
    'answers %s with a problem document',
    async (line) => {
      const answer = await raw(`${line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
      expect(answer).toMatch(/^HTTP\/1\.1 404 /)
      expect(answer).toMatch(/content-type: application\/problem\+json/i)
      expect(answer).toMatch(/x-content-type-options: nosniff/i)
      expect(answer).toMatch(/cache-control: no-store/i)
      expect(answer).toContain('"code":"not_found"')
    },
  )

  it.each(['', '[', '[::1', 'a b', 'x:99999', 'x:y', '%', '\u00ff', 'a@b', '/', '\t', 'x\r\nhost: y'])(
    'answers whatever the host is said to be (%j)',
    async (host) => {
      for (const path of ['/thing/a', '/nothing']) {
        const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
        expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /)
      }
    },
  )

  it('closes a tunnel that is asked for', async () => {
    expect(await raw('CONNECT x:443 HTTP/1.1\r\nhost: x:443\r\n\r\n')).toMatch(/^(HTTP\/1\.1 4|$)/)
  })

  it.each([
    ['GET /thing/a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n', 400, 'malformed'],
    ['POST /thing/a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n', 400, 'malformed'],
    ['GET /thing/a HTTP/1.1\r\nhost: x\r\ncontent-length: 5x\r\n\r\n', 400, 'malformed'],
    ['GET /thing/a HTTP/1.1\r\nhost: x\r\nbroken header\r\n\r\n', 400, 'malformed'],
    ['\u0016\u0003\u0001 nonsense\r\n\r\n', 400, 'malformed'],
    [`GET /thing/a HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`, 413, 'too_large'],
  ])('answers what is not HTTP with a problem document and hangs up (%#)', async (request, status, code) => {
    const answer = await raw(request)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*x-content-type-options: nosniff[^]*"code":"${code}"`))
  })

  it('says that it is reached by HTTPS alone where it is deployed, and only there', async () => {
    const handler = async () => document({})
    const deployed = await serveFunction('deployed', handler, '127.0.0.1', 0, { isDeployed: true })
    const header = async (port: number) => {
      const answer = await fetch(`http://127.0.0.1:${port}/thing/a`)
      return answer.headers.get('strict-transport-security')
    }
    expect(await header(deployed.port)).toBe('max-age=31536000')
    expect(await header(server.port)).toBeNull()
    await deployed.stop()
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('answers 405 to %s, whatever the body', async (method) => {
    for (const body of ['{"broken', undefined]) {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${url}/thing/a`, { method, headers, ...(body === undefined ? {} : { body }) })
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
      expect(await answer.json()).toMatchObject({ code: 'method_not_allowed' })
    }
  })

  it('reads no body: one that never comes is refused at once', async () => {
    const answer = await raw('GET /thing/a HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000000\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('"code":"too_large"')
  })

  it('does not wait for a connection without a request when it stops', async () => {
    const idle = await serveFunction('idle', async () => document({}), '127.0.0.1', 0)
    const silent = connect(idle.port, '127.0.0.1')
    await once(silent, 'connect')
    await fetch(`http://127.0.0.1:${idle.port}/`)
    const started = performance.now()
    await idle.stop()
    expect(performance.now() - started).toBeLessThan(4_000)
    silent.destroy()
  })

  it('answers an open request while stopping, then hangs up', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    let reached = () => {}
    const arrived = new Promise<void>((resolve) => {
      reached = resolve
    })
    const slow = await serveFunction(
      'slow',
      async () => {
        reached()
        await gate
        return document({ done: true })
      },
      '127.0.0.1',
      0,
    )
    const socket = connect(slow.port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
    const answer = text(socket)
    await arrived
    const stopped = slow.stop()
    release()
    expect(await answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*connection: close[\s\S]*\{"done":true\}/i)
    await stopped
    const late = connect(slow.port, '127.0.0.1')
    await expect(once(late, 'connect')).rejects.toThrow('ECONNREFUSED')
  })
})

import { describe, expect, it } from 'vitest'
import type { Call } from '../boundary/call.ts'
import { answer } from './app.ts'
import { openApi } from './openapi/document.ts'

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Record<string, unknown> }>>>>
}

const document = JSON.parse(openApi) as Document
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
)

const ask = (method: string, path: string, members: Partial<Call> = {}) =>
  answer({
    method,
    path,
    contentType: 'application/json',
    nowMs: 0,
    entropyHex: '0'.repeat(19),
    bodyBytes: 0,
    body: '',
    ...members,
  })

describe('the app', () => {
  it.each(operations)(
    'answers $method $path at once, without a promise, as described',
    ({ method, path, operation }) => {
      const { status, headers, body, votes } = ask(method, path)
      expect(Object.keys(operation.responses)).toContain(String(status))
      expect([typeof headers['content-type'], typeof body, votes.length]).toEqual(['string', 'string', 0])
    },
  )

  it.each(['GET', 'POST', 'DELETE', 'BREW'])('answers %s to any other address at once', (method) => {
    expect(ask(method, '/nowhere').status).toBe(404)
  })

  it.each(['/', '/favicon.ico', '/constructor', '/__proto__', '*'])(
    'answers %j with a problem document that names the address to use',
    (path) => {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const { status, headers, body } = ask(method, path)
        expect([status, headers['content-type']]).toEqual([404, 'application/problem+json'])
        expect(JSON.parse(body)).toMatchObject({ code: 'not_found', detail: expect.stringContaining('/v1/votes') })
      }
    },
  )

  it('takes one slash more at the end of an address, and no second', () => {
    for (const { method, path } of operations) {
      expect(ask(method, `${path}/`)).toEqual(ask(method, path))
      expect(ask(method, `${path}//`).status).toBe(404)
      expect(ask('BREW', `${path}/`).headers.allow).toBe(ask('BREW', path).headers.allow)
    }
  })

  it.each(['constructor', '__proto__', 'toString', 'constructor; charset=utf-8'])(
    'does not take the content type %s for a known one',
    (contentType) => {
      expect(ask('POST', '/vote', { contentType }).status).toBe(415)
    },
  )

  it('takes no body in another encoding than its own, and says so', () => {
    for (const contentEncoding of ['gzip', 'br', 'GZIP, identity', 'constructor']) {
      const { status, headers, body } = ask('POST', '/vote', { contentEncoding, bodyFault: 'too_large' })
      expect([status, headers['accept-encoding']]).toEqual([415, 'identity'])
      expect(JSON.parse(body)).toMatchObject({ code: 'unsupported_media_type', detail: expect.any(String) })
    }
    for (const contentEncoding of ['', 'identity', ' Identity, identity']) {
      expect(ask('POST', '/vote', { contentEncoding }).status).toBe(400)
    }
  })

  it('has no route beyond the described ones', () => {
    const described = operations.map(({ method, path }) => `${method} ${path}`).sort()
    const found = ['/v1/votes', '/vote', '/healthz', '/openapi.json'].flatMap((path) =>
      (ask('BREW', path).headers.allow ?? '').split(', ').map((method) => `${method} ${path}`),
    )
    expect(found.filter((route) => !route.startsWith('HEAD ')).sort()).toEqual(described)
  })
})

import { describe, expect, it } from 'vitest'
import { answer } from './app.ts'
import { openApi } from './openapi/document.ts'

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Record<string, unknown> }>>>>
}

const document = JSON.parse(openApi) as Document
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
)

const ask = (method: string, path: string) =>
  answer({
    method,
    path,
    contentType: 'application/json',
    nowMs: 0,
    entropyHex: '0'.repeat(19),
    bodyBytes: 0,
    body: '',
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

  it('has no route beyond the described ones', () => {
    const described = operations.map(({ method, path }) => `${method} ${path}`).sort()
    const found = ['/v1/votes', '/vote', '/healthz', '/openapi.json'].flatMap((path) =>
      (ask('BREW', path).headers.allow ?? '').split(', ').map((method) => `${method} ${path}`),
    )
    expect(found.filter((route) => !route.startsWith('HEAD ')).sort()).toEqual(described)
  })
})

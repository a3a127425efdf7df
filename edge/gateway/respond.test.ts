import { expect, it } from 'vitest'
import { json } from '../boundary/replies.ts'
import { respond } from './respond.ts'

const hsts = (url: string) => respond(new Request(url), json(200, '{}')).headers.get('strict-transport-security')

it('every answer is taken for what it says, and kept by nobody unless it says otherwise', () => {
  const plain = respond(new Request('http://edge.test'), json(404, '{}'))
  expect(Object.fromEntries(plain.headers)).toEqual({
    'cache-control': 'no-store',
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
  })
  const kept = respond(new Request('http://edge.test'), json(200, '{}', { 'cache-control': 'public, max-age=300' }))
  expect(kept.headers.get('cache-control')).toBe('public, max-age=300')
})

it.each([
  'https://votes.example/vote',
  'https://127.0.0.1.votes.example/',
  'https://localhost.votes.example',
  'https://x',
])('browsers that came to %s come by nothing but HTTPS', (url) => {
  expect(hsts(url)).toBe('max-age=31536000')
})

it.each([
  'http://votes.example',
  'https://localhost:8787/',
  'https://127.0.0.1:8787',
  'https://[::1]/',
  'https://localhost',
])('says nothing of HTTPS at %s', (url) => {
  expect(hsts(url)).toBeNull()
})

it.each([
  ['HEAD', 200],
  ['OPTIONS', 204],
])('has no body for %s with %i', async (method, status) => {
  const response = respond(new Request('http://edge.test', { method }), json(status, status === 204 ? '' : '{}'))
  expect([response.status, await response.text()]).toEqual([status, ''])
})

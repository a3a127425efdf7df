import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { serve } from '../../../cluster/process/testing/serve.ts'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { dashboardHandler } from './handler.ts'

const folder = temporaryFolder(afterAll)
const apis = { edge: 'http://127.0.0.1:1', results: 'http://127.0.0.1:2', logs: 'http://127.0.0.1:3' }
const policy = '<meta http-equiv="Content-Security-Policy" content="connect-src https:">'
mkdirSync(join(folder, 'assets'))
for (const page of ['index', 'vote']) writeFileSync(join(folder, `${page}.html`), `${policy}<title>Results</title>`)
writeFileSync(join(folder, 'console.html'), `${policy}<title>Console</title>`)
writeFileSync(join(folder, 'assets', 'page-1a2b.js'), 'export {}')
writeFileSync(join(folder, 'assets', 'page-1a2b.js.br'), brotliCompressSync('export {}'))
const url = await serve(dashboardHandler(folder, apis), afterAll)

/** Sends bytes as they are, and reads until the server hangs up. */
function raw(request: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => {})
  socket.write(request)
  return text(socket)
}

test('config.json names the APIs, and the page may connect only to these', async () => {
  const response = await fetch(`${url}/config.json`)
  expect(await response.json()).toEqual(apis)
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("connect-src 'self' http://127.0.0.1:1 http://127.0.0.1:2 http://127.0.0.1:3;")
})

test('pages are revalidated each time, hashed assets are cached; all have the security headers', async () => {
  const page = await fetch(url)
  expect(page.headers.get('cache-control')).toBe('no-cache')
  const asset = await fetch(`${url}/assets/page-1a2b.js`)
  expect(asset.headers.get('cache-control')).toContain('immutable')
  for (const { headers } of [page, asset]) {
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  }
})

test.each(['/', '/index.html', '/index', '/vote', '/vote.html', '/vote/', '/?contest=default'])(
  'the page at %s names the exact origins itself',
  async (path) => {
    const page = await fetch(url + path)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const html = (await page.text()).replaceAll('&#39;', "'")
    expect(html).toContain("connect-src 'self' http://127.0.0.1:1 http://127.0.0.1:2 http://127.0.0.1:3;")
    expect(html).not.toContain('https:')
  },
)

test.each(['', '[', 'a b', 'x:99999', '%', '\u00ff', 'a@b', '\t'])(
  'answers whatever the host is said to be (%j)',
  async (host) => {
    for (const path of ['/', '/none', '/%', '/constructor', 'http://[/', '*']) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
      expect(answer, path).toMatch(/^HTTP\/1\.1 [24]\d\d /)
    }
  },
)

test('closes a tunnel that is asked for, and answers 4xx to what is not HTTP', async () => {
  expect(await raw('CONNECT x:443 HTTP/1.1\r\nhost: x:443\r\n\r\n')).toMatch(/^(HTTP\/1\.1 4|$)/)
  expect(await raw('OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 405 /)
  expect(await raw('GET / HTTP/1.1\r\nhost: x\r\nbroken header\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
})

test('a part of a file is answered with the whole, also one that ends before it begins', async () => {
  for (const range of ['bytes=5-2', 'bytes=0-1', 'bytes=-1', 'lines=x']) {
    const asset = await fetch(`${url}/assets/page-1a2b.js`, { headers: { range } })
    expect([asset.status, await asset.text()]).toEqual([200, 'export {}'])
  }
})

test.each(['/console', '/console?band=Sub', '/console.html'])('the log console is at %s', async (path) => {
  expect(await (await fetch(`${url}${path}`)).text()).toContain('<title>Console</title>')
})

test.each([
  ['/', 'default'],
  ['/vote?contest=final-2026', 'final-2026'],
  ['/vote?contest=<x>', 'default'],
])('%s announces the results of %s', async (path, contest) => {
  const link = (await fetch(`${url}${path}`)).headers.get('link')
  expect(link).toContain(`<http://127.0.0.1:2/v1/results/${contest}>; rel=preload; as=fetch; crossorigin=anonymous`)
})

test('a file that has a compressed copy is sent as that copy to whoever takes it', async () => {
  const response = await fetch(`${url}/assets/page-1a2b.js`, { headers: { 'accept-encoding': 'br' } })
  expect(response.headers.get('content-encoding')).toBe('br')
  expect(response.headers.get('content-type')).toContain('javascript')
  expect(await response.text()).toBe('export {}')
})

test('files that are no page of a contest announce nothing', async () => {
  expect((await fetch(`${url}/console`)).headers.get('link')).toBeNull()
})

test.each(['/none', '/../package.json', '/%2e%2e/package.json'])('there is nothing at %s', async (path) => {
  expect((await fetch(`${url}${path}`)).status).toBe(404)
})

test('only GET and HEAD are served', async () => {
  expect((await fetch(url, { method: 'POST' })).status).toBe(405)
})

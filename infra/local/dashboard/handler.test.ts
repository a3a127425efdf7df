import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dashboardHandler } from './handler.ts'

const folder = mkdtempSync(join(tmpdir(), 'aplauso-dashboard-'))
const apis = { edge: 'http://127.0.0.1:1', results: 'http://127.0.0.1:2', logs: 'http://127.0.0.1:3' }
const server = createServer()
let url: string

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<title>Results</title>')
  writeFileSync(join(folder, 'assets', 'page-1a2b.js'), 'export {}')
  server.on('request', dashboardHandler(folder, apis)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

test('config.json names the APIs, and the page may connect only to these', async () => {
  const response = await fetch(`${url}/config.json`)
  expect(await response.json()).toEqual(apis)
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("connect-src 'self' http://127.0.0.1:1 http://127.0.0.1:2 http://127.0.0.1:3;")
})

test('pages are revalidated each time, hashed assets are cached; all have the security headers', async () => {
  const page = await fetch(url)
  expect(await page.text()).toBe('<title>Results</title>')
  expect(page.headers.get('cache-control')).toBe('no-cache')
  const asset = await fetch(`${url}/assets/page-1a2b.js`)
  expect(asset.headers.get('cache-control')).toContain('immutable')
  for (const { headers } of [page, asset]) {
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  }
})

test.each(['/none', '/../package.json', '/%2e%2e/package.json'])('there is nothing at %s', async (path) => {
  expect((await fetch(`${url}${path}`)).status).toBe(404)
})

test('only GET and HEAD are served', async () => {
  expect((await fetch(url, { method: 'POST' })).status).toBe(405)
})

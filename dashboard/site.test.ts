import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { contentSecurityPolicyFor } from './csp.ts'
import { writeSite } from './site.ts'
import { readPageConfig } from './src/config/page-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'aplauso-site-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const page = (policy: string) =>
  `<meta http-equiv="Content-Security-Policy" content="${policy}"><meta property="og:image" content="./preview.png">`

it('a site holds the pages, a config.json that they can read, and headers that let them reach only these APIs', () => {
  const built = join(folder, 'dist')
  const site = join(folder, 'site')
  for (const path of [built, site]) mkdirSync(path)
  for (const name of ['index.html', 'vote.html']) writeFileSync(join(built, name), page('connect-src https:'))
  writeFileSync(join(built, 'index.html.br'), 'x')
  writeFileSync(join(built, '.inputs'), 'x')
  writeFileSync(join(site, 'left-over.js'), '')
  const apis = { edge: 'https://e.example/base', results: 'https://r.example', logs: 'https://r.example' }
  writeSite(built, site, { ...apis, grafana: 'https://g.example' })

  for (const name of ['index.html', 'vote.html']) {
    const shipped = readFileSync(join(site, name), 'utf8').replaceAll('&#39;', "'")
    expect(shipped).toBe(page(contentSecurityPolicyFor(['https://e.example', 'https://r.example'])))
  }
  expect(['left-over.js', 'index.html.br', '.inputs'].filter((name) => existsSync(join(site, name)))).toEqual([])
  const config = readPageConfig(JSON.parse(readFileSync(join(site, 'config.json'), 'utf8')))
  expect(config).toEqual({ ...apis, grafana: 'https://g.example' })
  const headers = readFileSync(join(site, '_headers'), 'utf8')
  expect(headers).toContain("connect-src 'self' https://e.example https://r.example;")
  expect(headers).not.toMatch(/https:[ ;]|\*:|:\*/)
  expect(headers).toMatch(/^ {2}strict-transport-security: max-age=\d+$/m)
  expect(headers).toContain(
    '\n/vote\n  link: <config.json>; rel=preload; as=fetch; crossorigin=anonymous, <https://r.example/v1/results/default>; rel=preload',
  )
  expect(headers).toMatch(/^\/assets\/\*\n {2}! cache-control\n {2}cache-control: max-age=\d+, immutable$/m)
})

it('a site that knows its address names the picture of link previews in full', () => {
  const built = join(folder, 'built')
  const site = join(folder, 'named')
  mkdirSync(built)
  writeFileSync(join(built, 'vote.html'), page('connect-src https:'))
  const apis = { edge: 'https://e.example', results: 'https://r.example', logs: 'https://l.example' }
  writeSite(built, site, apis, 'https://votes.example/show')
  expect(readFileSync(join(site, 'vote.html'), 'utf8')).toContain('content="https://votes.example/show/preview.png"')
})

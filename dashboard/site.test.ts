import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { writeSite } from './site.ts'
import { readPageConfig } from './src/config/page-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'aplauso-site-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('a site holds the pages, a config.json that they can read, and headers that let them reach only these APIs', () => {
  const built = join(folder, 'dist')
  const site = join(folder, 'site')
  for (const path of [built, site]) mkdirSync(path)
  writeFileSync(join(built, 'index.html'), '<title>Aplauso</title>')
  writeFileSync(join(built, '.inputs'), 'x')
  writeFileSync(join(site, 'left-over.js'), '')
  const apis = { edge: 'https://e.example/base', results: 'https://r.example', logs: 'https://r.example' }
  writeSite(built, site, { ...apis, grafana: 'https://g.example' })

  expect(readFileSync(join(site, 'index.html'), 'utf8')).toBe('<title>Aplauso</title>')
  expect(['left-over.js', '.inputs'].filter((name) => existsSync(join(site, name)))).toEqual([])
  const config = readPageConfig(JSON.parse(readFileSync(join(site, 'config.json'), 'utf8')))
  expect(config).toEqual({ ...apis, grafana: 'https://g.example' })
  const headers = readFileSync(join(site, '_headers'), 'utf8')
  expect(headers).toContain("connect-src 'self' https://e.example https://r.example;")
  expect(headers).toMatch(/^\/assets\/\*\n {2}! cache-control\n {2}cache-control: max-age=\d+, immutable$/m)
})

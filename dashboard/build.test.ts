import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildDashboard } from './build.ts'
import { contentSecurityPolicy, contentSecurityPolicyFor } from './csp.ts'
import { pageFor } from './headers.ts'

const folder = mkdtempSync(join(tmpdir(), 'aplauso-page-'))
const outDir = join(folder, 'dist')
let wasBuilt: boolean
let page: string

beforeAll(async () => {
  wasBuilt = await buildDashboard(outDir)
  page = readFileSync(join(outDir, 'index.html'), 'utf8')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the built page', () => {
  it('names its policy before anything that the policy governs', () => {
    const meta = page.indexOf('http-equiv="Content-Security-Policy"')
    expect(meta).toBeGreaterThan(0)
    expect(meta).toBeLessThan(page.search(/<script|<link/))
    expect(page.replaceAll('&#39;', "'")).toContain(contentSecurityPolicy)
    expect(contentSecurityPolicy).not.toContain('unsafe')
  })

  it('names the exact origins where a host knows them', () => {
    const apis = { edge: 'http://192.168.1.20:4801', results: 'https://r.example/', logs: 'https://r.example' }
    for (const name of ['index.html', 'vote.html']) {
      const shipped = pageFor(readFileSync(join(outDir, name), 'utf8'), apis).replaceAll('&#39;', "'")
      expect(shipped).toContain(`"${contentSecurityPolicyFor(['http://192.168.1.20:4801', 'https://r.example'])}"`)
      expect(shipped).not.toContain('https: ')
    }
  })

  it('has a language, and no script or style of its own that the policy would refuse', () => {
    expect(page).toMatch(/<html lang="en">/)
    expect(page).not.toMatch(/<script(?![^>]* src=)| style=| on[a-z]+=/)
    const styles = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map(([, style = '']) => style)
    const sources = styles.map((style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    expect(sources).toHaveLength(1)
    expect(contentSecurityPolicy).toContain(`style-src 'self' ${sources[0]};`)
  })

  it('shows that it loads before any style sheet or script has come', () => {
    const [head = '', body = ''] = page.split('<body>')
    expect(head).not.toContain('rel="stylesheet"')
    expect(body.indexOf('Loading bands…')).toBeGreaterThan(0)
    expect(body.indexOf('Loading bands…')).toBeLessThan(body.indexOf('rel="stylesheet"'))
    expect(page.length).toBeLessThan(4_096)
  })

  it('ships its typeface and fetches nothing from elsewhere', () => {
    const styles = globSync('assets/*.css', { cwd: outDir }).map((file) => readFileSync(join(outDir, file), 'utf8'))
    const sources = [...styles.join('').matchAll(/url\(([^)]+)\)/g)].map(([, url = '']) => url)
    expect(sources.length).toBeGreaterThan(0)
    for (const url of sources) expect(existsSync(join(outDir, 'assets', url)), url).toBe(true)
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//)
  })

  it('ships what its head names: the icons, the manifest with its own, the picture for shared links', () => {
    const named = [...page.matchAll(/(?:href|content)="\.\/([\w-]+\.(?:png|svg|webmanifest))"/g)].map(
      ([, file = '']) => file,
    )
    const manifest = JSON.parse(readFileSync(join(outDir, 'manifest.webmanifest'), 'utf8')) as {
      icons: { src: string }[]
    }
    const files = [...named, ...manifest.icons.map(({ src }) => src)]
    expect(files).toHaveLength(6)
    for (const file of files) expect(existsSync(join(outDir, file)), file).toBe(true)
  })

  it('ships the licence of its typeface', () => {
    expect(readFileSync(join(outDir, 'assets', 'font-licence.txt'), 'utf8')).toContain('SIL OPEN FONT LICENSE')
  })

  it('has a ballot whose form needs under 30 KB of compressed script', () => {
    const ballot = readFileSync(join(outDir, 'vote.html'), 'utf8')
    const scripts = [...ballot.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)]
      .map(([, file = '']) => file)
      .filter((file) => !file.includes('sending-'))
    expect(scripts.length).toBeGreaterThan(1)
    const sizes = scripts.map((file) => brotliCompressSync(readFileSync(join(outDir, file))).length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(30 * 1024)
  })

  it('has under 100 KB of compressed script', () => {
    const sizes = globSync('assets/*.js', { cwd: outDir }).map(
      (file) => gzipSync(readFileSync(join(outDir, file))).length,
    )
    expect(sizes.length).toBeGreaterThan(0)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100 * 1024)
  })
})

describe('building', () => {
  it('does nothing if the inputs are the same, and builds again if anything differs', async () => {
    expect(wasBuilt).toBe(true)
    const started = performance.now()
    expect(await buildDashboard(outDir)).toBe(false)
    expect(performance.now() - started).toBeLessThan(1_000)

    writeFileSync(join(outDir, '.inputs'), 'of another day')
    writeFileSync(join(outDir, 'left-over.js'), '')
    expect(await buildDashboard(outDir)).toBe(true)
    expect(existsSync(join(outDir, 'left-over.js'))).toBe(false)
    expect(readdirSync(join(folder, '.build'))).toEqual([])
  }, 60_000)
})

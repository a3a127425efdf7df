import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OwnSystem, startOwnSystem } from '../../local/testing/own-system.ts'
import { findChromium, launchChromium, noChromium } from './chromium.ts'

const chromium = findChromium(process.env)
if (!chromium) console.log(`The bad line is skipped: ${noChromium}.`)

const line = { offline: false, latency: 2_000, downloadThroughput: 20 * 1_024, uploadThroughput: 20 * 1_024 }

describe.skipIf(!chromium)('on a line with 2 s delay and 20 KB/s', () => {
  let system: OwnSystem
  let browser: Browser
  let context: BrowserContext

  beforeAll(async () => {
    system = await startOwnSystem()
    browser = await launchChromium(chromium ?? '')
    const ballot = { id: crypto.randomUUID(), name: 'Alux Nahual', album: 'La Trampa', year: '1989', rank: '9' }
    await fetch(`${system.urls.edge}/v1/votes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ballot),
    })
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await system?.stop()
  }, 30_000)
  beforeEach(async () => {
    context = await browser.newContext({ locale: 'es-GT', viewport: { width: 390, height: 844 } })
    context.setDefaultTimeout(40_000)
  })
  afterEach(() => context.close())

  async function openSlowly(cpuRate: number): Promise<Page> {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Network.emulateNetworkConditions', line)
    await session.send('Emulation.setCPUThrottlingRate', { rate: cpuRate })
    return page
  }

  it('says that the bands are loading long before the form is there, and never that they cannot be read', {
    timeout: 90_000,
  }, async () => {
    const page = await openSlowly(1)
    const warnings: string[] = []
    page.on('console', (message) => {
      if (/preload/.test(message.text())) warnings.push(message.text())
    })
    await page.addInitScript(`addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
      if (document.querySelector('.notice, .unreachable, .offline')) window.wasUnreadable = true
    }).observe(document.body, { childList: true, subtree: true }))`)
    const asked: string[] = []
    page.on('request', (request) => {
      if (request.url().startsWith(system.urls.results)) asked.push(new URL(request.url()).pathname)
    })
    const openedMs = performance.now()
    await page.goto(`${system.urls.dashboard}/vote`, { waitUntil: 'commit' })
    await page.getByText('Loading bands…').waitFor()
    const saidMs = performance.now() - openedMs
    await page.locator('form').waitFor()
    const formMs = performance.now() - openedMs
    expect(saidMs).toBeLessThan(formMs / 2)
    expect(await page.evaluate('window.wasUnreadable === true')).toBe(false)
    expect(asked.filter((path) => path === '/v1/results/default')).toHaveLength(1)
    expect(warnings).toEqual([])
    console.log(`skeleton after ${Math.round(saidMs)} ms, form after ${Math.round(formMs)} ms`)
  })

  it('a first voter with a sixth of a processor votes', { timeout: 120_000 }, async () => {
    const page = await openSlowly(6)
    const openedMs = performance.now()
    await page.goto(`${system.urls.dashboard}/vote`, { waitUntil: 'commit' })
    await page.getByRole('radio', { name: 'Alux Nahual' }).check()
    await page.getByRole('radio', { name: 'La Trampa' }).check()
    await page.locator('#input-year').fill('1989')
    await page.locator('#input-rank').fill('9.5')
    await page.locator('button[type=submit]').click()
    await page.locator('.accepted').waitFor()
    console.log(`voted after ${Math.round(performance.now() - openedMs)} ms`)
  })
})

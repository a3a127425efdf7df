import { readFileSync } from 'node:fs'
import { filterNames } from '@aplauso/dashboard/filters'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secretsFileOf } from '../../local/system/index.ts'
import { type OwnSystem, startOwnSystem } from '../../local/testing/own-system.ts'
import { findChromium, launchChromium, noChromium } from './chromium.ts'

const chromium = findChromium(process.env)
if (!chromium) console.log(`The log console on a running system is skipped: ${noChromium}.`)

describe.skipIf(!chromium)('the log console on a running system', () => {
  let system: OwnSystem
  let browser: Browser

  beforeAll(async () => {
    system = await startOwnSystem()
    browser = await launchChromium(chromium ?? '')
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await system?.stop()
  }, 30_000)

  async function vote(band: string, rank = '8'): Promise<void> {
    const answer = await fetch(`${system.urls.edge}/v1/votes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: crypto.randomUUID(), name: band, album: 'Sub', year: '1994', rank }),
    })
    expect(answer.status).toBe(202)
  }

  it('has the filters of the log API', async () => {
    const { paths } = (await (await fetch(`${system.urls.logs}/openapi.json`)).json()) as {
      readonly paths: { readonly '/v1/logs': { readonly get: { readonly parameters: readonly { name: string }[] } } }
    }
    const { parameters } = paths['/v1/logs'].get
    const paging = ['limit', 'cursor', 'after']
    expect(parameters.map(({ name }) => name).filter((name) => !paging.includes(name))).toEqual(filterNames)
  })

  it('shows every vote once while a burst arrives, and exports them', async () => {
    const context = await browser.newContext({ locale: 'es-GT' })
    const complaints: string[] = []
    context.on('weberror', (error) => complaints.push(String(error.error())))
    context.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    const page = await context.newPage()
    await page.goto(`${system.urls.dashboard}/console`)
    await page.locator('.terminal .empty').waitFor()
    const bands = Array.from({ length: 120 }, (_, index) => `Banda ${index + 1}`)
    for (const band of bands) await vote(band)
    await expect.poll(() => page.locator('.line').count(), { timeout: 20_000 }).toBe(bands.length)
    const shown = await page.locator('.line .band').allTextContents()
    expect(shown.toSorted()).toEqual(bands.toSorted())
    expect(await page.locator('.line').first().textContent()).toContain('· Edge · contado')

    const { EXPORT_KEY } = JSON.parse(readFileSync(secretsFileOf(system.folder), 'utf8'))
    await page.locator('#export-key').fill(EXPORT_KEY)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Exportar NDJSON' }).click(),
    ])
    const file = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n')
    expect(file.map((line) => JSON.parse(line).name).toSorted()).toEqual(bands.toSorted())
    expect(complaints).toEqual([])
    await context.close()
  })

  it('narrows the log by its filters, and shows what is wrong with them', async () => {
    await vote('Gaby Moreno', '9.25')
    const context = await browser.newContext({ locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(`${system.urls.dashboard}/console?band=Gaby+Moreno&rankMin=9`)
    await expect.poll(() => page.locator('.line').count()).toBe(1)
    await page.locator('#filter-year').fill('1850')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.locator('#fault-year').waitFor()
    await page.getByRole('button', { name: 'Clear all' }).click()
    await expect.poll(() => page.locator('.line').count()).toBe(20)
    await context.close()
  })
})

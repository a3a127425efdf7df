import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildMissing } from '../../local/build/index.ts'
import { root } from '../../local/system/index.ts'
import { outputTo } from '../../terminal/index.ts'
import { findChromium, launchChromium, noChromium } from './chromium.ts'
import { consoleApis, fakeLog } from './console-states.ts'
import { type FakeApis, type Look, openPage, type Replies } from './open-page.ts'
import { type PageServer, startPageServer } from './page-server.ts'

const chromium = findChromium(process.env)
if (!chromium) console.log(`Browser tests of the log console are skipped: ${noChromium}.`)

const look: Look = { language: 'en', theme: 'light', device: 'desktop' }
const growing = () => consoleApis(fakeLog((count) => 400 + 3 * count))
const positions = `[...document.querySelectorAll('.line')].map((line) => line.id + ' ' + Math.round(line.getBoundingClientRect().top)).join()`

describe.skipIf(!chromium)('the log console', () => {
  let server: PageServer
  let browser: Browser

  beforeAll(async () => {
    await buildMissing(outputTo(process.stderr))
    server = await startPageServer(join(root, 'dashboard', 'dist'))
    browser = await launchChromium(chromium ?? '')
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  async function open(apis: FakeApis, query = '', more: Partial<Look> = {}): Promise<Page> {
    const page = await openPage(browser, apis, { ...look, ...more })
    await page.goto(`${server.url}/console${query}`)
    await page.locator('.line').first().waitFor()
    return page
  }

  const lines = (page: Page) => page.locator('.line')
  const scrolledToEnd = "document.querySelector('.screen').scrollTop > -2"

  it('shows the last 20 votes, one a line, and follows them at the end', async () => {
    const page = await open(growing())
    const first = await lines(page).count()
    expect(first).toBeGreaterThanOrEqual(20)
    expect(await lines(page).last().textContent()).toMatch(
      /^20\d\d-\d\d-\d\d - \d\d:\d\d:\d\d - .+ · .+ \(\d{4}\) · [\d.]+ · default · (Edge|gRPC) · (counted|duplicate)$/,
    )
    await expect.poll(() => lines(page).count()).toBeGreaterThan(first)
    expect(await page.evaluate(scrolledToEnd)).toBe(true)
    await page.context().close()
  })

  it('moves nothing while the reader reads, says how much is new, and shows it on request', async () => {
    const page = await open(growing())
    await page.locator('.screen').hover()
    await page.mouse.wheel(0, -150)
    await page.locator('.fresh').waitFor()
    const before = await page.evaluate(positions)
    const fresh = await page.locator('.fresh').textContent()
    expect(fresh).toMatch(/^\d+ new/)
    await expect.poll(() => page.locator('.fresh').textContent()).not.toBe(fresh)
    expect(await page.evaluate(positions)).toBe(before)
    await page.locator('.fresh').click()
    await page.locator('.terminal .live').waitFor()
    expect(await page.evaluate(scrolledToEnd)).toBe(true)
    await page.context().close()
  })

  it('puts older lines above without moving those that are read', async () => {
    const page = await open(growing())
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.locator('.screen .top button').scrollIntoViewIfNeeded()
    const last = await lines(page).last().boundingBox()
    const count = await lines(page).count()
    await page.locator('.screen .top button').click()
    await expect.poll(() => lines(page).count()).toBe(count + 100)
    expect(await lines(page).last().boundingBox()).toEqual(last)
    await page.context().close()
  })

  it('pauses, updates on request while paused, and goes on', async () => {
    const page = await open(growing())
    await page.getByRole('button', { name: 'Pause' }).click()
    const count = await lines(page).count()
    await page.locator('.fresh').waitFor()
    expect(await lines(page).count()).toBe(count)
    await page.getByRole('button', { name: 'Update' }).click()
    await expect.poll(() => lines(page).count()).toBeGreaterThan(count)
    await page.locator('.terminal .paused').waitFor()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.locator('.terminal .live').waitFor()
    await page.context().close()
  })

  it.each([
    ['with a clipboard', ''],
    ['without a secure context', "Object.defineProperty(navigator, 'clipboard', { value: undefined })"],
  ])('copies the chosen line %s', async (_, script) => {
    const page = await openPage(browser, growing(), look)
    if (script) await page.addInitScript(script)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(`${server.url}/console.html`)
    await lines(page).first().waitFor()
    await page.locator('.lines').focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.getByText('Copied').waitFor()
    const band = await page.locator('[aria-selected=true] .band').textContent()
    await page.locator('#filter-band').focus()
    await page.keyboard.press('Control+V')
    const pasted = await page.locator('#filter-band').inputValue()
    expect(pasted).toMatch(/^\d{4}-\d\d-\d\d - \d\d:\d\d:\d\d - .* · (edge|grpc) · (counted|duplicate)$/)
    expect(pasted).toContain(band)
    await page.context().close()
  })

  it('keeps the filters in the address, asks with them, and goes back', async () => {
    const asked: string[] = []
    const log = fakeLog(() => 400)
    const logs: Replies = (request) => {
      asked.push(request.query.toString())
      return log(request)
    }
    const page = await open(consoleApis(logs), '?channel=grpc')
    expect(asked[0]).toBe('channel=grpc&limit=20')
    expect(await page.locator('#filter-channel').inputValue()).toBe('grpc')
    await page.locator('#filter-band').fill(' Gaby Moreno ')
    await page.locator('#filter-rankMin').fill('8,5')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL('**/console?band=Gaby+Moreno&rankMin=8.5&channel=grpc')
    await expect.poll(() => asked.at(-1)).toContain('band=Gaby+Moreno&rankMin=8.5&channel=grpc')
    await page.goBack()
    await expect.poll(() => page.locator('#filter-band').inputValue()).toBe('')
    await page.context().close()
  })

  it('exports what the filters let through, with a key that only this tab keeps', async () => {
    const exports: { query: string; key: string | undefined }[] = []
    const log = fakeLog(() => 400)
    const logs: Replies = (request) => {
      if (!request.path.endsWith('/export')) return log(request)
      exports.push({ query: request.query.toString(), key: request.headers.authorization })
      return { headers: { 'content-disposition': 'attachment; filename="votes-1.csv"' }, body: 'contest' }
    }
    const page = await open(consoleApis(logs), '?year=1989')
    await page.locator('#export-key').fill('the-key')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('votes-1.csv')
    expect(exports).toEqual([{ query: 'format=csv&year=1989', key: 'Bearer the-key' }])
    await page.getByText('Saved as votes-1.csv').waitFor()
    await page.reload()
    expect(await page.locator('#export-key').inputValue()).toBe('the-key')
    const other = await page.context().newPage()
    await other.goto(`${server.url}/console`)
    expect(await other.locator('#export-key').inputValue()).toBe('')
    await page.context().close()
  })

  it('says when another log begins, and goes on with it', async () => {
    const log = fakeLog((count) => 10 + count)
    const page = await open(
      consoleApis((request) =>
        request.count === 3
          ? { status: 422, body: { code: 'invalid', errors: [{ field: 'after', code: 'format', message: '' }] } }
          : log(request),
      ),
    )
    await page.locator('.mark').waitFor()
    const count = await lines(page).count()
    await expect.poll(() => lines(page).count()).toBeGreaterThan(count)
    await page.context().close()
  })

  it('asks once a second, and nothing while it is hidden', async () => {
    let asked = 0
    const log = fakeLog(() => 400)
    const page = await open(
      consoleApis((request) => {
        asked += 1
        return log(request)
      }),
    )
    const before = asked
    await page.waitForTimeout(4_000)
    expect(asked - before).toBeLessThanOrEqual(5)
    await page.evaluate(
      "Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))",
    )
    const whenHidden = asked
    await page.waitForTimeout(2_500)
    expect(asked).toBe(whenHidden)
    await page.context().close()
  })

  it('is linked from the other pages, and links to them with its contest', async () => {
    const page = await open(growing(), '?contest=final-2026')
    await page.getByRole('link', { name: 'Results' }).click()
    await page.waitForURL('**/?contest=final-2026')
    await page.getByRole('link', { name: 'Vote log', exact: true }).click()
    await page.waitForURL('**/console.html?contest=final-2026')
    await lines(page).first().waitFor()
    await page.context().close()
  })

  it.each([320, 1366, 3840])('needs no scrolling to the side at %i px', async (width) => {
    const page = await open(growing())
    await page.setViewportSize({ width, height: 900 })
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await page.context().close()
  })
})

import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildMissing } from '../../local/build/index.ts'
import { root } from '../../local/system/index.ts'
import { outputTo } from '../../terminal/index.ts'
import { findChromium, launchChromium, noChromium } from './chromium.ts'
import { type FakeApis, type Look, openPage } from './open-page.ts'
import { type PageServer, startPageServer } from './page-server.ts'
import { difficult, lineup, manyBands } from './sample-results.ts'
import { figures, results } from './states.ts'

const chromium = findChromium(process.env)
if (!chromium) console.log(`Browser tests of the results page are skipped: ${noChromium}.`)

const look: Look = { language: 'en', theme: 'light', device: 'desktop' }
/** The same bands, with the first two in the other order. */
const overtaken: typeof lineup = [...lineup.slice(0, 1), ['Bohemia Suburbana', ['Sub', 3_187, 7.9]], ...lineup.slice(2)]

describe.skipIf(!chromium)('the results page', () => {
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

  async function open(apis: FakeApis, more: Partial<Look> = {}, query = ''): Promise<Page> {
    const page = await openPage(browser, apis, { ...look, ...more })
    await page.goto(`${server.url}/${query}`)
    await page.locator('.live').waitFor()
    return page
  }

  const overtaking = () => results((count) => figures(count === 1 ? lineup : overtaken))
  const movesOfRows = "document.getAnimations().filter(({ effect }) => effect?.target?.tagName === 'LI').length"

  it('moves a row when a band overtakes another', async () => {
    const page = await open(overtaking(), { motion: true })
    await expect.poll(() => page.evaluate(movesOfRows), { interval: 50, timeout: 5_000 }).toBeGreaterThan(0)
    await page.context().close()
  })

  it('moves nothing for readers who prefer reduced motion', async () => {
    const page = await open(overtaking())
    await page.evaluate(`window.moves = 0; setInterval(() => { window.moves += ${movesOfRows} }, 20)`)
    await page.locator('ol li:first-child', { hasText: 'Bohemia' }).waitFor()
    await page.waitForTimeout(300)
    expect(await page.evaluate('window.moves')).toBe(0)
    await page.context().close()
  })

  it('sends no requests while it is hidden or paused, and one at once when it is visible again', async () => {
    let asked = 0
    const page = await open(
      results(() => {
        asked += 1
        return figures(lineup)
      }),
    )
    const hide = (hidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`,
      )
    await hide(true)
    const whenHidden = asked
    await page.waitForTimeout(2_500)
    expect(asked).toBe(whenHidden)
    await hide(false)
    await expect.poll(() => asked).toBeGreaterThan(whenHidden)
    await page.getByRole('button', { name: 'Pause' }).click()
    const whenPaused = asked
    await page.waitForTimeout(2_500)
    expect(asked).toBe(whenPaused)
    await page.context().close()
  })

  it('shows names as text, whatever they contain', async () => {
    const page = await openPage(
      browser,
      results(() => figures(difficult)),
      look,
    )
    const dialogs: string[] = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    await page.goto(server.url)
    await page.locator('.live').waitFor()
    expect(await page.locator('ol bdi').first().textContent()).toBe('<img src=x onerror=alert(1)><b>Negrita</b> & Co.')
    expect(await page.locator('main img, main b, main script').count()).toBe(0)
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(dialogs).toEqual([])
    await page.context().close()
  })

  it('stays quick with 10,000 bands, and finds each of them', async () => {
    const page = await open(results(() => figures(manyBands(10_000))))
    expect(await page.locator('ol li').count()).toBe(50)
    await page.getByRole('searchbox').fill('numero 9876')
    await page.locator('ol li', { hasText: 'Banda número 9876' }).waitFor({ timeout: 2_000 })
    expect(await page.locator('ol li').count()).toBe(1)
    await page.context().close()
  })

  it('switches the language at once, and remembers it', async () => {
    const page = await open(results(() => figures(lineup)))
    await page.getByRole('button', { name: 'Español' }).click()
    await page.getByRole('heading', { name: 'Concurso de bandas' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Concurso de bandas' }).waitFor()
    await page.context().close()
  })

  it('offers the existing contests', async () => {
    const page = await open(results(() => figures(lineup), ['default', 'final-2026']))
    await page.getByLabel('Contest').selectOption('final-2026')
    await page.waitForURL('**/?contest=final-2026')
    await page.getByRole('heading', { name: 'final-2026' }).waitFor()
    await page.context().close()
  })
})

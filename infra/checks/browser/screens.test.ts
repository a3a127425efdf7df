import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildMissing } from '../../local/build/index.ts'
import { root } from '../../local/system/index.ts'
import { outputTo } from '../../terminal/index.ts'
import { findChromium, launchChromium, noChromium } from './chromium.ts'
import { type FakeApis, openPage } from './open-page.ts'
import { type PageServer, startPageServer } from './page-server.ts'
import { difficult, lineup, manyBands } from './sample-results.ts'
import { figures, results } from './states.ts'

const chromium = findChromium(process.env)
if (!chromium) console.log(`Tests on large screens and on paper are skipped: ${noChromium}.`)

/** Elements that stick out of the window or of the part of the page that holds them. */
const cutElements = `[
  ...[...document.querySelectorAll('main li, main dd, main dt, main h1, main h2, main p:not(.aloud):not(.controls), main svg')]
    .filter((one) => {
      const { top, bottom, left, right } = one.getBoundingClientRect()
      const { bottom: end } = (one.closest('section') ?? document.body).getBoundingClientRect()
      return top < 0 || left < 0 || bottom > innerHeight + 1 || right > innerWidth + 1 || bottom > end + 1
    }),
  ...[...document.querySelectorAll('main, main .aside, main section')].filter(
    ({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1 && clientHeight > 0,
  ),
].map(({ tagName, className, textContent }) => tagName + '.' + className + ' ' + textContent.slice(0, 40))`

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

  async function open(apis: FakeApis, query = '', language: 'es' | 'en' = 'en'): Promise<Page> {
    const page = await openPage(browser, apis, { language, theme: 'light', device: 'desktop' })
    await page.goto(`${server.url}/${query}`)
    await page.locator('main h1').waitFor()
    await page.locator('main .word:not(.loading)').waitFor()
    return page
  }

  const usual = results(() => figures(lineup))

  it.each([
    [1920, 1080, lineup, {}],
    [3840, 2160, lineup, {}],
    [1280, 720, lineup, {}],
    [1920, 1080, [...lineup, ...difficult], {}],
    [1920, 1080, manyBands(10_000), { ageMs: 47_000 }],
  ])('cuts nothing on a big screen of %i×%i', async (width, height, given, more) => {
    const page = await open(
      results(() => figures(given, more)),
      '?screen=big',
      'es',
    )
    await page.setViewportSize({ width, height })
    expect(await page.evaluate('document.documentElement.scrollHeight <= innerHeight')).toBe(true)
    expect(await page.evaluate(cutElements)).toEqual([])
    await page.context().close()
  })

  it('says on a big screen how many bands it does not show', async () => {
    const page = await open(
      results(() => figures([...lineup, ...difficult])),
      '?screen=big',
    )
    expect(await page.locator('ol li').count()).toBe(8)
    await page.getByText('and 4 more bands').waitFor()
    await page.context().close()
  })

  it.each([
    ['by its button', (page: Page) => page.getByRole('button', { name: 'Leave the big screen' }).click()],
    ['by Esc', (page: Page) => page.keyboard.press('Escape')],
  ])('leaves the big screen %s', async (_, leave) => {
    const page = await open(usual, '?screen=big')
    await leave(page)
    await page.locator('header').waitFor()
    expect(new URL(page.url()).search).toBe('')
    await page.context().close()
  })

  it.each(['print', 'forced'] as const)('keeps its bars: %s', async (how) => {
    const page = await open(usual)
    const script = "[...document.querySelectorAll('ol .bar span')].map((bar) => getComputedStyle(bar).backgroundColor)"
    const colours = () => page.evaluate(script) as Promise<string[]>
    const before = await colours()
    await page.emulateMedia(how === 'print' ? { media: 'print' } : { forcedColors: 'active' })
    expect(await colours()).toEqual(before)
    expect(new Set(before).size).toBe(lineup.length)
    const exact = "getComputedStyle(document.querySelector('ol .bar span')).printColorAdjust"
    expect(await page.evaluate(exact)).toBe('exact')
    await page.context().close()
  })

  it('has an album table that fits a laptop, and sorts its years and numbers as numbers', async () => {
    const page = await open(results(() => figures(manyBands(12))))
    await page.setViewportSize({ width: 1366, height: 768 })
    await page.locator('.albums summary').click()
    await page.locator('.albums table').waitFor()
    const fits = "((box) => box.scrollWidth <= box.clientWidth)(document.querySelector('.albums details div'))"
    expect(await page.evaluate(fits)).toBe(true)
    await page.locator('.albums th button').nth(1).click()
    const bands = await page.locator('.albums tbody td:nth-child(2)').allTextContents()
    expect(bands).toEqual(Array.from({ length: 12 }, (_, index) => `Banda número ${index + 1}`))
    await page.context().close()
  })
})

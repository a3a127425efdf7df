import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildMissing } from '../../local/build/index.ts'
import { root } from '../../local/system/index.ts'
import { outputTo } from '../../terminal/index.ts'
import { findChromium, launchChromium, noChromium } from './chromium.ts'
import { openPage, showState } from './open-page.ts'
import { type PageServer, startPageServer } from './page-server.ts'
import { states } from './states.ts'

const chromium = findChromium(process.env)
if (!chromium) console.log(`Tests of targets and of the last vote are skipped: ${noChromium}.`)

/** What a finger must hit, and is lower than 44 px; a radio button's label is its target, links in a sentence have none. */
const smallTargets = `[...document.querySelectorAll('a, button, summary, input:not([type=radio]), select, label:has([type=radio])')]
  .filter((one) => one.checkVisibility() && !one.matches('.skip, #faults a, p.closed a'))
  .map((one) => [one.outerHTML.slice(0, 80), Math.round(one.getBoundingClientRect().height)])
  .filter(([, height]) => height < 44)`

describe.skipIf(!chromium)('on a phone', () => {
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

  const stateOf = (name: string) => {
    const state = states.find((one) => one.name === name)
    if (!state) throw new Error(`there is no state ${name}`)
    return state
  }
  const phone = { language: 'es', theme: 'light', device: 'phone' } as const

  it.each([
    'live',
    'tables',
    'contests',
    'ballot-filled',
    'ballot-written-in',
    'ballot-on-screen',
    'console',
    'console-paused',
  ])('every target is 44 px high: %s', async (name) => {
    const page = await showState(browser, server.url, stateOf(name), phone)
    expect(await page.evaluate(smallTargets)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await page.context().close()
  })

  it.each([
    ['once', true, 1],
    ['not at all for readers who prefer reduced motion', false, 0],
  ])('the voter’s own bar lights up %s', async (_, motion, times) => {
    const state = stateOf('ballot-on-screen')
    const page = await openPage(browser, state.apis(), { ...phone, motion })
    await page.addInitScript("window.landings = 0; addEventListener('animationstart', () => { window.landings += 1 })")
    await page.goto(`${server.url}${state.address}`)
    await state.act?.(page)
    await page.locator('.counted').waitFor()
    await page.waitForTimeout(2_500)
    expect(await page.evaluate('window.landings')).toBe(times)
    await page.context().close()
  })

  it('the last vote is there after a reload and after Back, until it is forgotten', async () => {
    const page = await showState(browser, server.url, stateOf('ballot-on-screen'), phone)
    await page.reload()
    const last = page.locator('section', { hasText: 'Tu último voto en este dispositivo' })
    await last.waitFor()
    expect(await last.textContent()).toContain('Alux Nahual · La Trampa · 8')
    await page.goto(server.url)
    await page.goBack()
    await last.waitFor()
    await page.getByRole('button', { name: 'Olvidarlo aquí' }).click()
    await last.waitFor({ state: 'detached' })
    await page.context().close()
  })

  it('a link can be shared without a sheet of the system: it is copied', async () => {
    const page = await showState(browser, server.url, stateOf('live'), phone)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.evaluate("Object.defineProperty(navigator, 'share', { value: undefined, configurable: true })")
    await page.getByRole('button', { name: 'Compartir' }).click()
    await page.getByText('Enlace copiado').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`${server.url}/`)
    await page.context().close()
  })
})

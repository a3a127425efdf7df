import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildMissing } from '../../local/build/index.ts'
import { root } from '../../local/system/index.ts'
import { outputTo } from '../../terminal/index.ts'
import { findChromium, launchChromium, noChromium } from './chromium.ts'
import { type Look, showState } from './open-page.ts'
import { type PageServer, startPageServer } from './page-server.ts'
import { states } from './states.ts'

const chromium = findChromium(process.env)
if (!chromium) console.log(`Accessibility tests are skipped: ${noChromium}.`)

const everyLook: readonly Look[] = (['es', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => ({
    language,
    theme,
    device: theme === 'light' ? ('desktop' as const) : ('phone' as const),
  })),
)
/** These are checked in every language and theme; the others share their parts, and are checked in one. */
const everywhere = ['live', 'big-screen', 'ballot-filled', 'ballot-faults', 'ballot-on-screen', 'console']

describe.skipIf(!chromium)('axe', () => {
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

  const cases = states.flatMap((state, index) =>
    (everywhere.includes(state.name) ? everyLook : everyLook.slice(index % 4, (index % 4) + 1)).map((look) => ({
      state,
      look,
      title: `${state.name} in ${look.language}, ${look.theme}, on a ${look.device}`,
    })),
  )

  it.for(cases)('finds nothing serious in $title', { timeout: 45_000 }, async ({ state, look }) => {
    const page = await showState(browser, server.url, state, look)
    try {
      expect(await seriousFaults(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.lang')).toBe(look.language)
    } finally {
      await page.context().close()
    }
  })

  it('finds a serious violation, so the search works', async () => {
    const state = states[0]
    if (!state) throw new Error('no state is defined')
    const page = await showState(browser, server.url, state, { language: 'es', theme: 'light', device: 'desktop' })
    await page.evaluate("document.querySelector('.vote').style.color = 'rgb(60, 50, 70)'")
    expect(await seriousFaults(page)).toEqual([expect.stringContaining('color-contrast')])
    await page.context().close()
  })
})

async function seriousFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as axe.AxeResults
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

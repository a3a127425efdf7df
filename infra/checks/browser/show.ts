import type { Browser, Page } from 'playwright-core'
import type { Look } from './stage.ts'
import { openPage } from './stage.ts'
import type { State } from './states.ts'

/** Opens a state of a page and waits until it shows; close the page's context when done. */
export async function showState(browser: Browser, url: string, state: State, look: Look): Promise<Page> {
  const page = await openPage(browser, state.scene(), look)
  if (state.name === 'ballot-unconfirmed') await page.clock.install()
  await page.goto(`${url}${state.address}`)
  await state.act?.(page)
  await page.locator(state.shows).first().waitFor()
  await page.evaluate('document.fonts.ready')
  return page
}

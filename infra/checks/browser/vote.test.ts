import type { Results } from '@aplauso/proto'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OwnSystem, startOwnSystem } from '../../local/testing/own-system.ts'
import { findChromium, launchChromium, noChromium } from './chromium.ts'

const chromium = findChromium(process.env)
if (!chromium) console.log(`The vote in a browser is skipped: ${noChromium}.`)

describe.skipIf(!chromium)('on a running system', () => {
  let system: OwnSystem
  let browser: Browser
  let context: BrowserContext
  let complaints: string[]

  beforeAll(async () => {
    system = await startOwnSystem()
    browser = await launchChromium(chromium ?? '')
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await system?.stop()
  }, 30_000)

  beforeEach(async () => {
    complaints = []
    context = await browser.newContext({ locale: 'es-GT' })
    context.setDefaultTimeout(10_000)
    context.on('weberror', (error) => complaints.push(String(error.error())))
    context.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
  })
  afterEach(() => context.close())

  async function openBallot(): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${system.urls.dashboard}/vote.html`)
    await page.locator('form').waitFor()
    return page
  }

  async function writeIn(page: Page, band: string): Promise<void> {
    const other = page.locator('#field-name li:last-child input')
    if ((await other.count()) > 0) await other.check()
    await page.locator('#field-name .written input').fill(band)
    await page.locator('#field-album .written input').fill('La Trampa')
    await page.locator('#input-year').fill('1989')
    await page.locator('#input-rank').fill('9,5')
  }

  const send = (page: Page) => page.locator('button[type=submit]').click()
  const rowOf = (page: Page, band: string) => page.locator('ol li', { hasText: band }).locator('.votes')

  async function votesOf(band: string): Promise<number | undefined> {
    const response = await fetch(`${system.urls.results}/v1/results/default`)
    const { bands } = (await response.json()) as Results
    return bands.find(({ name }) => name === band)?.votes
  }

  it('a vote cast on the ballot appears on the results page, and the ballot shows that it is counted', async () => {
    const results = await context.newPage()
    await results.goto(system.urls.dashboard)
    await results.locator('.empty').waitFor()
    const ballot = await openBallot()
    await writeIn(ballot, 'Alux <b>Nahual</b>')
    await send(ballot)
    await ballot.locator('.accepted').waitFor()
    await ballot.locator('.counted').waitFor()
    await results.bringToFront()
    await expect.poll(() => rowOf(results, 'Alux <b>Nahual</b>').textContent()).toMatch(/^1\s*voto$/)

    const again = await openBallot()
    await again.getByRole('radio', { name: 'Alux <b>Nahual</b>' }).check()
    await again.getByRole('radio', { name: 'La Trampa' }).check()
    await expect.poll(() => again.locator('#input-year').inputValue()).toBe('1989')
    await again.locator('#input-rank').fill('10')
    await send(again)
    await again.locator('.counted').waitFor()
    await results.bringToFront()
    await expect.poll(() => rowOf(results, 'Alux <b>Nahual</b>').textContent()).toMatch(/^2\s*votos$/)
    expect(complaints).toEqual([])
  })

  it('a vote whose answer is lost is sent again under its id, and counts once', async () => {
    const ballot = await openBallot()
    const ids: unknown[] = []
    await ballot.route(`${system.urls.edge}/v1/votes`, async (route) => {
      if (route.request().method() === 'POST') ids.push(route.request().postDataJSON().id)
      if (ids.length > 1) return route.continue()
      await route.fetch()
      await route.abort('connectionreset')
    })
    await writeIn(ballot, 'La Tona')
    await send(ballot)
    await ballot.locator('.waiting').waitFor()
    await ballot.locator('.accepted').waitFor()
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    await ballot.locator('.counted').waitFor()
    expect(await votesOf('La Tona')).toBe(1)
  })

  it('twelve clicks before the page can react are one vote', async () => {
    const ballot = await openBallot()
    const ids = new Set<unknown>()
    ballot.on('request', (request) => {
      if (request.method() === 'POST') ids.add(request.postDataJSON().id)
    })
    await writeIn(ballot, 'Bohemia Suburbana')
    await ballot.locator('button[type=submit]').evaluate((button) => {
      for (let click = 0; click < 12; click += 1) (button as unknown as { click(): void }).click()
    })
    await ballot.locator('.counted').waitFor()
    expect(ids.size).toBe(1)
    expect(await votesOf('Bohemia Suburbana')).toBe(1)
  })

  it('a vote without an answer when the page closed is sent when it opens again, and counts once', async () => {
    const ballot = await openBallot()
    await ballot.route(`${system.urls.edge}/v1/votes`, (route) => route.abort())
    await writeIn(ballot, 'Viernes Verde')
    await send(ballot)
    await ballot.locator('.waiting').waitFor()
    await ballot.close()
    const later = await context.newPage()
    await later.goto(`${system.urls.dashboard}/vote.html`)
    await later.locator('.accepted').waitFor()
    await later.locator('.counted').waitFor()
    expect(await votesOf('Viernes Verde')).toBe(1)
    await later.reload()
    await later.locator('form').waitFor()
  })

  it('the form explains what breaks the rules, and sends nothing', async () => {
    const ballot = await openBallot()
    let sent = 0
    ballot.on('request', (request) => {
      if (request.method() === 'POST') sent += 1
    })
    await writeIn(ballot, 'Gaby Moreno')
    await ballot.locator('#input-year').fill('1850')
    await send(ballot)
    expect(await ballot.locator('#field-year .fault').textContent()).toBe('Un año de 1900 a 2100.')
    expect(sent).toBe(0)
  })

  it('the edge’s refusal is shown per field', async () => {
    const ballot = await openBallot()
    await writeIn(ballot, 'Gaby Moreno')
    await ballot.route(`${system.urls.edge}/v1/votes`, (route) =>
      route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), rank: '101' }) }),
    )
    await send(ballot)
    await ballot.locator('#faults').waitFor()
    expect(await ballot.locator('#field-rank .fault').textContent()).toContain('fuera del rango')
    expect(await ballot.locator('#field-name .written input').inputValue()).toBe('Gaby Moreno')
  })
})

import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
import { apiAddresses } from './page-server.ts'
import type { State } from './states.ts'

/** The answer to a request; null breaks the connection. */
export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

export type Replies = (request: {
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  /** from 1, for each path */
  readonly count: number
}) => Reply | null

/** What answers the pages instead of the real APIs. */
export interface FakeApis {
  readonly results: Replies
  /** by default unreachable */
  readonly edge?: Replies
  /** by default a log without votes */
  readonly logs?: Replies
  /** by default the one that names these APIs */
  readonly config?: Reply
}

export interface Look {
  readonly language: 'es' | 'en'
  readonly theme: 'light' | 'dark'
  readonly device: 'phone' | 'desktop'
  /** by default none, so that pictures are still */
  readonly motion?: boolean
}

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } }

/** Opens a browser page with a look and fake APIs. Close the page's context when done. */
export async function openPage(browser: Browser, apis: FakeApis, look: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: sizes[look.device],
    deviceScaleFactor: 1,
    isMobile: look.device === 'phone',
    hasTouch: look.device === 'phone',
    locale: look.language === 'es' ? 'es-GT' : 'en-GB',
    timezoneId: 'America/Guatemala',
    colorScheme: look.theme,
    reducedMotion: look.motion ? 'no-preference' : 'reduce',
  })
  context.setDefaultTimeout(15_000)
  await serve(context, apiAddresses.results, apis.results)
  await serve(context, apiAddresses.edge, apis.edge ?? (() => null))
  await serve(context, apiAddresses.logs, apis.logs ?? (() => ({ body: { votes: [], next: null, newest: null } })))
  const { config } = apis
  if (config) await context.route('**/config.json', (route) => fulfil(route, config))
  return context.newPage()
}

/** Opens a page in a state and waits until the state shows. Close the page's context when done. */
export async function showState(browser: Browser, url: string, state: State, look: Look): Promise<Page> {
  const page = await openPage(browser, state.apis(), look)
  if (state.name === 'ballot-unconfirmed') await page.clock.install()
  await page.goto(`${url}${state.address}`)
  await state.act?.(page)
  await page.locator(state.shows).first().waitFor()
  await page.evaluate('document.fonts.ready')
  return page
}

async function serve(context: BrowserContext, origin: string, replies: Replies): Promise<void> {
  const counts = new Map<string, number>()
  await context.route(`${origin}/**`, (route) => {
    const { pathname: path, searchParams: query } = new URL(route.request().url())
    const count = (counts.get(path) ?? 0) + 1
    counts.set(path, count)
    return fulfil(route, replies({ path, query, headers: route.request().headers(), count }))
  })
}

async function fulfil(route: Route, reply: Reply | null): Promise<void> {
  if (reply === null) return route.abort('connectionrefused')
  await route.fulfill({
    status: reply.status ?? 200,
    contentType: 'application/json',
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'access-control-expose-headers': '*',
      ...reply.headers,
    },
    body: JSON.stringify(reply.body),
  })
}

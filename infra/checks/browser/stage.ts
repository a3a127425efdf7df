import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
import { dashboardHandler } from '../../local/dashboard/handler.ts'

/** What a request is answered with; null: the connection breaks. */
export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

export type Replies = (request: { readonly path: string; readonly count: number }) => Reply | null

/** What the pages meet instead of the real APIs. */
export interface Scene {
  readonly results: Replies
  readonly edge?: Replies
  readonly logs?: Replies
  /** absent: the one that names these APIs */
  readonly config?: Reply
}

export interface Look {
  readonly language: 'es' | 'en'
  readonly theme: 'light' | 'dark'
  readonly device: 'phone' | 'desktop'
  /** absent: no motion, so that pictures are still */
  readonly motion?: boolean
}

const apis = {
  results: 'https://results.aplauso.example',
  edge: 'https://edge.aplauso.example',
  logs: 'https://logs.aplauso.example',
  grafana: 'https://grafana.aplauso.example',
} as const

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } }

/** The built pages on a port of their own. */
export interface Stage {
  readonly url: string
  close(): Promise<void>
}

/** Serves the built pages with the very headers of the local system. @param folder the built pages */
export async function openStage(folder: string): Promise<Stage> {
  const server = createServer(dashboardHandler(folder, apis)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A browser page that looks so and meets this scene; close its context when done. */
export async function openPage(browser: Browser, scene: Scene, look: Look): Promise<Page> {
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
  await serve(context, apis.results, scene.results)
  await serve(context, apis.edge, scene.edge ?? (() => null))
  await serve(context, apis.logs, scene.logs ?? (() => ({ body: { votes: [], next: null } })))
  const { config } = scene
  if (config) await context.route('**/config.json', (route) => fulfil(route, config))
  return context.newPage()
}

async function serve(context: BrowserContext, origin: string, replies: Replies): Promise<void> {
  const counts = new Map<string, number>()
  await context.route(`${origin}/**`, (route) => {
    const path = new URL(route.request().url()).pathname
    const count = (counts.get(path) ?? 0) + 1
    counts.set(path, count)
    return fulfil(route, replies({ path, count }))
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

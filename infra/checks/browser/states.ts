import type { Page } from 'playwright-core'
import { ballotStates } from './ballot-states.ts'
import { consoleStates } from './console-states.ts'
import type { FakeApis, Reply } from './open-page.ts'
import { difficult, lineup, manyBands, recounting, resultsFor } from './sample-results.ts'

/** A state of a page: the fake APIs, and the actions until it shows. */
export interface State {
  readonly name: string
  /** path and query */
  readonly address: string
  /** called for each page, since fake APIs may have state */
  readonly apis: () => FakeApis
  readonly act?: (page: Page) => Promise<void>
  /** a selector of what must be visible */
  readonly shows: string
}

const list = (...contests: string[]): Reply => ({
  body: { contests: contests.map((contest) => ({ contest, state: 'open', total: 1 })) },
})

/** A results API with the given answers and list of contests. */
export function results(one: (count: number) => Reply | null, contests: readonly string[] = ['default']): FakeApis {
  return {
    results: ({ path, count }) => (path === '/v1/results' ? list(...contests) : one(count)),
  }
}

/** A successful answer with its age. */
export function figures(...given: Parameters<typeof resultsFor>): Reply {
  const body = resultsFor(...given)
  return { body, headers: { 'aplauso-age-ms': String(body.ageMs ?? 'unknown') } }
}

const usual = results(() => figures(lineup))
const down: Reply = { status: 503, body: { code: 'unavailable', status: 503 } }

async function openTables(page: Page): Promise<void> {
  await page.locator('.albums summary').waitFor()
  for (const summary of await page.locator('summary').all()) await summary.click()
}

const resultsStates: readonly State[] = [
  { name: 'live', address: '/', apis: () => usual, shows: '.live' },
  { name: 'empty', address: '/', apis: () => results(() => figures([])), shows: '.empty' },
  { name: 'recounting', address: '/', apis: () => results(() => figures([], recounting)), shows: '.recounting' },
  { name: 'stale', address: '/', apis: () => results(() => figures(lineup, { ageMs: 47_000 })), shows: '.stale' },
  { name: 'down', address: '/', apis: () => results(() => down), shows: '.unreachable' },
  {
    name: 'lost',
    address: '/',
    apis: () => results((count) => (count === 1 ? figures(lineup) : null)),
    shows: '.unreachable',
  },
  {
    name: 'offline',
    address: '/',
    apis: () => results((count) => (count === 1 ? figures(lineup) : null)),
    async act(page) {
      await page.locator('.live').waitFor()
      await page.context().setOffline(true)
    },
    shows: '.offline',
  },
  {
    name: 'paused',
    address: '/',
    apis: () => usual,
    act: (page) => page.locator('.controls button').first().click(),
    shows: '.paused',
  },
  {
    name: 'unknown-contest',
    address: '/?contest=never-heard-of',
    apis: () => results(() => ({ status: 404, body: { code: 'unknown_contest', status: 404 } })),
    shows: '.unknown',
  },
  { name: 'difficult-names', address: '/', apis: () => results(() => figures(difficult)), shows: '.live' },
  { name: 'many-bands', address: '/', apis: () => results(() => figures(manyBands(10_000))), shows: '.live' },
  {
    name: 'contests',
    address: '/?contest=final-2026',
    apis: () => results(() => figures(lineup, { contest: 'final-2026' }), ['default', 'final-2026', 'semifinal-1']),
    shows: 'select',
  },
  { name: 'tables', address: '/', apis: () => usual, act: openTables, shows: 'table' },
  { name: 'big-screen', address: '/?screen=big', apis: () => usual, shows: '.big .live' },
  {
    name: 'big-screen-difficult-names',
    address: '/?screen=big',
    apis: () => results(() => figures([...lineup, ...difficult])),
    shows: '.big .live',
  },
  {
    name: 'no-config',
    address: '/',
    apis: () => ({ ...usual, config: { status: 404, body: {} } }),
    shows: '.trouble',
  },
]

/** Every state of every page. */
export const states: readonly State[] = [...resultsStates, ...ballotStates, ...consoleStates]

import type { Page } from 'playwright-core'
import { ballotStates } from './ballot-states.ts'
import { difficult, lineup, manyBands, recounting, resultsFor } from './sample-results.ts'
import type { Reply, Scene } from './stage.ts'

/** A state of a page: what it meets, and what is done until it shows. */
export interface State {
  readonly name: string
  /** path and query */
  readonly address: string
  /** made anew for each page: a scene may remember what happened in it */
  readonly scene: () => Scene
  readonly act?: (page: Page) => Promise<void>
  /** a selector of what must be there */
  readonly shows: string
}

const list = (...contests: string[]): Reply => ({
  body: { contests: contests.map((contest) => ({ contest, state: 'open', total: 1 })) },
})

/** The results API that answers so; its list of contests holds these. */
export function results(one: (count: number) => Reply | null, contests: readonly string[] = ['default']): Scene {
  return {
    results: ({ path, count }) => (path === '/v1/results' ? list(...contests) : one(count)),
  }
}

/** A good answer with its age. */
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
  { name: 'live', address: '/', scene: () => usual, shows: '.live' },
  { name: 'empty', address: '/', scene: () => results(() => figures([])), shows: '.empty' },
  { name: 'recounting', address: '/', scene: () => results(() => figures([], recounting)), shows: '.recounting' },
  { name: 'stale', address: '/', scene: () => results(() => figures(lineup, { ageMs: 47_000 })), shows: '.stale' },
  { name: 'down', address: '/', scene: () => results(() => down), shows: '.unreachable' },
  {
    name: 'lost',
    address: '/',
    scene: () => results((count) => (count === 1 ? figures(lineup) : null)),
    shows: '.unreachable',
  },
  {
    name: 'offline',
    address: '/',
    scene: () => results((count) => (count === 1 ? figures(lineup) : null)),
    async act(page) {
      await page.locator('.live').waitFor()
      await page.context().setOffline(true)
    },
    shows: '.offline',
  },
  {
    name: 'paused',
    address: '/',
    scene: () => usual,
    act: (page) => page.locator('.controls button').first().click(),
    shows: '.paused',
  },
  {
    name: 'unknown-contest',
    address: '/?contest=never-heard-of',
    scene: () => results(() => ({ status: 404, body: { code: 'unknown_contest', status: 404 } })),
    shows: '.unknown',
  },
  { name: 'difficult-names', address: '/', scene: () => results(() => figures(difficult)), shows: '.live' },
  { name: 'many-bands', address: '/', scene: () => results(() => figures(manyBands(10_000))), shows: '.live' },
  {
    name: 'contests',
    address: '/?contest=final-2026',
    scene: () => results(() => figures(lineup, { contest: 'final-2026' }), ['default', 'final-2026', 'semifinal-1']),
    shows: 'select',
  },
  { name: 'tables', address: '/', scene: () => usual, act: openTables, shows: 'table' },
  { name: 'big-screen', address: '/?screen=big', scene: () => usual, shows: '.big .live' },
  {
    name: 'big-screen-difficult-names',
    address: '/?screen=big',
    scene: () => results(() => figures([...lineup, ...difficult])),
    shows: '.big .live',
  },
  {
    name: 'no-config',
    address: '/',
    scene: () => ({ ...usual, config: { status: 404, body: {} } }),
    shows: '.trouble',
  },
]

/** Every state of every page. */
export const states: readonly State[] = [...resultsStates, ...ballotStates]

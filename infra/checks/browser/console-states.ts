import { type LoggedVote, problem } from '@aplauso/proto'
import type { Page } from 'playwright-core'
import type { FakeApis, Replies, Reply } from './open-page.ts'
import { difficult, lineup, resultsFor } from './sample-results.ts'
import type { State } from './states.ts'

const address = '/console.html'

/** A vote of the fake log. @param number from 1 */
export function sampleVote(number: number, given = lineup): LoggedVote {
  const [band, ...albums] = given[number % given.length] ?? ['', ['', 0, 0]]
  const [album] = albums[number % albums.length] ?? ['']
  const at = new Date(Date.UTC(2026, 10, 26, 2, 15, 0) + number * 700).toISOString()
  return {
    contest: 'default',
    name: band,
    album,
    year: 1989 + (number % 30),
    rank: 1 + (number % 37) / 4,
    channel: number % 3 === 0 ? 'grpc' : 'edge',
    at,
    status: number % 11 === 0 ? 'duplicate' : 'counted',
  }
}

/** A log API whose log has so many votes at each request. @param size by the number of the request */
export function fakeLog(size: (count: number) => number, voteOf: (number: number) => LoggedVote = sampleVote): Replies {
  return ({ query, count }) => {
    const top = size(count)
    const limit = Number(query.get('limit'))
    const cursor = query.get('cursor')
    const after = query.get('after')
    const to = after === null ? Number(cursor ?? top) : Math.min(top, Number(after) + limit)
    const from = after === null ? Math.max(0, to - limit) : Number(after)
    const votes = Array.from({ length: to - from }, (_, index) => voteOf(to - index))
    return { body: { votes, next: from === 0 ? null : String(from), newest: String(to) } }
  }
}

/** The fake APIs of the console. */
export function consoleApis(logs: Replies): FakeApis {
  const body = resultsFor(lineup)
  return {
    results: ({ path }) =>
      path === '/v1/results'
        ? { body: { contests: [] } }
        : { body, headers: { 'aplauso-age-ms': String(body.ageMs ?? 'unknown') } },
    logs,
  }
}

const usual = () => consoleApis(fakeLog((count) => 400 + 2 * count))
const down: Reply = { status: 503, body: problem('unavailable') }
const thenDown =
  (log: Replies): Replies =>
  (request) =>
    request.count === 1 ? log(request) : null

const wrongYear: Reply = {
  status: 422,
  body: problem('invalid', { errors: [{ field: 'year', code: 'out_of_range', message: 'year is out of range' }] }),
}
const otherLog: Reply = {
  status: 422,
  body: problem('invalid', { errors: [{ field: 'after', code: 'format', message: 'after is of another log' }] }),
}

/** A log whose system is rebuilt after the first page. */
const rebuilt: Replies = (request) => {
  if (request.count === 2) return otherLog
  return fakeLog((count) => (count === 1 ? 400 : 5))(request)
}

async function scrollUp(page: Page): Promise<void> {
  await page.locator('.line').first().waitFor()
  await page.locator('.screen').hover()
  await page.mouse.wheel(0, -200)
}

async function exportWith(page: Page): Promise<void> {
  await page.locator('.line').first().waitFor()
  await page.locator('#export-key').fill('not-the-key')
  await page.locator('.export').first().click()
}

/** Every state of the log console. */
export const consoleStates: readonly State[] = [
  { name: 'console', address, apis: usual, shows: '.terminal .live' },
  { name: 'console-empty', address, apis: () => consoleApis(fakeLog(() => 0)), shows: '.terminal .empty' },
  { name: 'console-down', address, apis: () => consoleApis(() => down), shows: '.terminal .unreachable' },
  {
    name: 'console-lost',
    address,
    apis: () => consoleApis(thenDown(fakeLog(() => 400))),
    shows: '.terminal .unreachable',
  },
  {
    name: 'console-offline',
    address,
    apis: () => consoleApis(thenDown(fakeLog(() => 400))),
    async act(page) {
      await page.locator('.line').first().waitFor()
      await page.context().setOffline(true)
    },
    shows: '.terminal .offline',
  },
  {
    name: 'console-paused',
    address,
    apis: usual,
    async act(page) {
      await page.locator('.line').first().waitFor()
      await page.locator('.terminal .controls button').nth(1).click()
    },
    shows: '.fresh',
  },
  { name: 'console-reading', address, apis: usual, act: scrollUp, shows: '.fresh' },
  {
    name: 'console-chosen',
    address,
    apis: usual,
    async act(page) {
      await page.locator('.line').nth(12).click()
      await page.keyboard.press('Enter')
    },
    shows: '[aria-selected="true"]',
  },
  {
    name: 'console-older',
    address,
    apis: usual,
    async act(page) {
      await page.locator('.screen .top button').click()
      await page.locator('.line').nth(110).waitFor()
    },
    shows: '.line',
  },
  { name: 'console-rebuilt', address, apis: () => consoleApis(rebuilt), shows: '.mark' },
  {
    name: 'console-filtered',
    address: `${address}?band=Alux%20Nahual&rankMin=5&channel=edge&from=2026-11-25T20%3A15%3A00Z`,
    apis: usual,
    shows: '.terminal .live',
  },
  {
    name: 'console-wrong-filter',
    address: `${address}?year=1850`,
    apis: () => consoleApis(() => wrongYear),
    shows: '#fault-year',
  },
  {
    name: 'console-difficult-names',
    address,
    apis: () =>
      consoleApis(
        fakeLog(
          () => 40,
          (number) => sampleVote(number, difficult),
        ),
      ),
    shows: '.terminal .live',
  },
  {
    name: 'console-wrong-key',
    address,
    apis: () =>
      consoleApis((request) =>
        request.path.endsWith('/export')
          ? { status: 401, body: problem('unauthenticated') }
          : fakeLog(() => 400)(request),
      ),
    act: exportWith,
    shows: '.said.trouble:not(:empty)',
  },
  {
    name: 'console-exporting',
    address,
    apis: usual,
    async act(page) {
      // The export never ends.
      await page.route('**/v1/logs/export**', () => {})
      await exportWith(page)
    },
    shows: '.actions span',
  },
]

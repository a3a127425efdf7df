import { problem } from '@aplauso/proto'
import type { Page } from 'playwright-core'
import type { FakeApis, Reply } from './open-page.ts'
import { difficult, lineup, manyBands, resultsFor } from './sample-results.ts'
import type { State } from './states.ts'

const address = '/vote.html'
const answer = (given: Parameters<typeof resultsFor>[0], more = {}): Reply => {
  const body = resultsFor(given, more)
  return { body, headers: { 'aplauso-age-ms': String(body.ageMs) } }
}

/** Results for a lineup, an edge with the given answers, and a vote log that has the year of one album. */
function fakeApis(edge: (count: number) => Reply | null, given = lineup, later = given): FakeApis {
  let isVoted = false
  return {
    results: ({ path }) => (path === '/v1/results' ? { body: { contests: [] } } : answer(isVoted ? later : given)),
    edge({ count }) {
      isVoted = true
      return edge(count)
    },
    logs: () => ({
      body: { votes: [{ contest: 'default', name: 'Alux Nahual', album: 'La Trampa', year: 1989, rank: 9.5 }] },
    }),
  }
}

const accepted: Reply = { status: 202, body: { status: 'accepted', id: 'x', contest: 'default' } }
const oneMore: typeof lineup = [
  ['Alux Nahual', ['La Trampa', 1_205, 8.4], ['Alto al Fuego', 731, 7.6]],
  ...lineup.slice(1),
]

/** Fills the form with the sample vote. @param rank as written */
export async function fillBallot(page: Page, rank = '8'): Promise<void> {
  await page.getByRole('radio', { name: 'Alux Nahual' }).check()
  await page.getByRole('radio', { name: 'La Trampa' }).check()
  await page.locator('#input-year').fill('1989')
  await page.locator('#input-rank').fill(rank)
}

async function vote(page: Page): Promise<void> {
  await fillBallot(page)
  await page.locator('button[type=submit]').click()
}

async function writeIn(page: Page): Promise<void> {
  await page.locator('#field-name li:last-child input').check()
  await page.locator('#field-name .written input').fill('فرقة الأمل')
  await page.locator('#field-album .written input').fill('Primer disco')
}

/** Sends the vote until every attempt has failed, skipping the waits. */
async function voteInVain(page: Page): Promise<void> {
  await vote(page)
  for (let attempt = 0; attempt < 9; attempt++) {
    await page.locator('.waiting, .unconfirmed').waitFor()
    await page.clock.fastForward(31_000)
    await page.waitForTimeout(50)
  }
}

const faulty: Reply = {
  status: 422,
  body: problem('invalid', {
    errors: [
      { field: 'name', code: 'unknown_candidate', message: 'name is not a candidate of this contest' },
      { field: 'rank', code: 'out_of_range', message: 'rank must be from 0 to 10' },
    ],
  }),
}
const closed: Reply = { status: 409, body: problem('contest_closed') }
const full: Reply = { status: 503, headers: { 'retry-after': '5' }, body: problem('full') }

export const ballotStates: readonly State[] = [
  { name: 'ballot', address, apis: () => fakeApis(() => accepted), shows: 'form' },
  {
    name: 'ballot-filled',
    address,
    apis: () => fakeApis(() => accepted),
    act: (page) => fillBallot(page, '8,65'),
    shows: 'form',
  },
  { name: 'ballot-written-in', address, apis: () => fakeApis(() => accepted), act: writeIn, shows: '.written' },
  { name: 'ballot-difficult-names', address, apis: () => fakeApis(() => accepted, difficult), shows: 'form' },
  { name: 'ballot-many-bands', address, apis: () => fakeApis(() => accepted, manyBands(10_000)), shows: '.more' },
  {
    name: 'ballot-faults',
    address,
    apis: () => fakeApis(() => accepted),
    act: (page) => page.locator('button[type=submit]').click(),
    shows: '#faults',
  },
  { name: 'ballot-refused', address, apis: () => fakeApis(() => faulty), act: vote, shows: '#faults' },
  { name: 'ballot-closed-meanwhile', address, apis: () => fakeApis(() => closed), act: vote, shows: '#faults' },
  { name: 'ballot-waiting', address, apis: () => fakeApis(() => null), act: vote, shows: '.waiting' },
  { name: 'ballot-lines-full', address, apis: () => fakeApis(() => full), act: vote, shows: '.waiting' },
  {
    name: 'ballot-unconfirmed',
    address,
    apis: () => fakeApis(() => null),
    act: voteInVain,
    shows: '.unconfirmed',
  },
  { name: 'ballot-accepted', address, apis: () => fakeApis(() => accepted), act: vote, shows: '.accepted' },
  {
    name: 'ballot-on-screen',
    address,
    apis: () => fakeApis(() => accepted, lineup, oneMore),
    act: vote,
    shows: '.counted',
  },
  {
    name: 'ballot-without-results',
    address,
    apis: () => ({ results: () => null, edge: () => accepted }),
    shows: '.notice',
  },
  {
    name: 'ballot-closed',
    address,
    apis: () => ({
      results: ({ path }) => (path === '/v1/results' ? { body: { contests: [] } } : answer(lineup, { state: 'final' })),
    }),
    shows: 'p.closed a',
  },
]

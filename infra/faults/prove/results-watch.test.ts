import type { Results } from '@aplauso/proto'
import { expect, test } from 'vitest'
import { serve } from '../../../cluster/process/testing/serve.ts'
import { Freshness } from './freshness.ts'
import { ResultsWatch } from './results-watch.ts'

const contents = { contest: 'default', band: 'A', album: 'B', year: 2000, rank: 7.25 }

const rankBin = (votes: number) => ({ rank: 7.25, to: 7.25, votes })

/** Results with as many votes of the one rank; while there are none, the API is recounting or does not answer. */
function serveResults(votes: () => number, status: () => number): Promise<string> {
  return serve((_, response) => {
    const count = votes()
    const results: Results = {
      contest: 'default',
      state: count > 0 ? 'open' : 'recounting',
      total: count > 0 ? count : null,
      asOf: null,
      ageMs: null,
      bands: [],
      others: { bands: 0, votes: 0 },
      albums: count > 0 ? [{ band: 'A', title: 'B', votes: count, mean: 7.25, ranks: [rankBin(count)] }] : [],
      channels: { edge: count, grpc: 0 },
      pace: [],
    }
    response.writeHead(status(), { 'content-type': 'application/json' }).end(JSON.stringify(results))
  })
}

test('a vote is fresh when the results API first shows it, and not while that is recounting or in trouble', async () => {
  const state = { votes: 0, status: 200 }
  const url = await serveResults(
    () => state.votes,
    () => state.status,
  )
  const freshness = new Freshness(() => 0)
  const watch = new ResultsWatch(url, freshness)
  freshness.sent(contents)
  freshness.accepted(contents)
  await watch.untilJudged(600)
  expect(freshness.awaited).toBe(1)
  Object.assign(state, { votes: 1, status: 503 })
  await watch.untilJudged(600)
  expect(freshness.awaited).toBe(1)
  state.status = 200
  await watch.untilJudged(10_000)
  await watch.stop()
  expect(freshness.awaited).toBe(0)
  expect(freshness.figures().judged).toBe(1)
})

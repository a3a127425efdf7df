import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { RequestFailed, type VoteClient } from '../clients/cast/index.ts'
import { Latencies } from '../terminal/latencies.ts'
import { type CastVote, generate } from './generate.ts'
import { sampleVotes } from './sample-votes.ts'

function client(name: VoteClient['name'], cast: VoteClient['cast']): VoteClient {
  return { name, cast, close() {} }
}
const accept: VoteClient['cast'] = async (votes) =>
  votes.map(() => ({ status: 'accepted', id: 'x', contest: 'default' }))

it('casts at the given rate, through the clients in turn, and records one outcome for each vote', async () => {
  const votes: CastVote[] = []
  const doors = [client('edge', accept), client('grpc', accept)]
  const load = { doors, next: sampleVotes(), ratePerSecond: 1_000, durationMs: 500, batch: 5, maxInFlight: 10 }
  const report = await generate({ ...load, onVote: (vote) => votes.push(vote) })
  expect(report).toMatchObject({ sent: 500, accepted: 500, refused: 0, failed: 0 })
  expect(votes.filter((vote) => vote.door === 'edge')).toHaveLength(250)
  expect(new Set(votes.map(({ ballot }) => ballot.text)).size).toBe(500)
})

it('keeps sending while answers are slow, and counts the waiting as latency', async () => {
  const slow = client('grpc', async (votes) => {
    await pause(300)
    return accept(votes)
  })
  const load = { doors: [slow], next: sampleVotes(), ratePerSecond: 100, durationMs: 300, batch: 1, maxInFlight: 5 }
  const report = await generate(load)
  expect(report.accepted).toBe(30)
  expect(report.longestQueue).toBeGreaterThan(10)
  expect(report.latencies.quantile(0.99)).toBeGreaterThan(1_000)
})

it('counts votes of unknown outcome as failed, and refused ones separately', async () => {
  let call = 0
  const mixed = client('edge', async (votes) => {
    call += 1
    if (call === 1) throw new RequestFailed('cut')
    return votes.map((_, at) =>
      at === 0 ? { status: 'refused', errors: [] } : { status: 'failed', id: 'x', code: 'unavailable' },
    )
  })
  const load = { doors: [mixed], next: sampleVotes(), ratePerSecond: 100, durationMs: 40, batch: 2, maxInFlight: 1 }
  expect(await generate(load)).toMatchObject({ sent: 4, accepted: 0, refused: 1, failed: 3 })
})

it('estimates quantiles within 5 %', () => {
  const latencies = new Latencies()
  for (let ms = 1; ms <= 1_000; ms += 1) latencies.add(ms)
  expect(latencies.quantile(0.5)).toBeGreaterThan(475)
  expect(latencies.quantile(0.5)).toBeLessThan(525)
  expect(latencies.quantile(1)).toBe(1_000)
  expect(new Latencies().quantile(0.5)).toBe(0)
})

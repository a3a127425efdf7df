import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '@aplauso/proto'
import { expect, it } from 'vitest'
import { type PreparedVote, RequestFailed, type VoteClient } from '../../../clients/cast/index.ts'
import { Random } from '../../random.ts'
import { History } from '../history/index.ts'
import { startWorkload, type WorkloadOptions } from './start.ts'

/** A door that judges as the rules do, and notes how often each id came. */
function door(name: VoteClient['name'], arrivals: Map<string, number>, cast?: VoteClient['cast']): VoteClient {
  return {
    name,
    close() {},
    async cast(votes) {
      for (const { message } of votes) arrivals.set(message?.id ?? '', (arrivals.get(message?.id ?? '') ?? 0) + 1)
      return cast ? cast(votes) : votes.map(outcomeOf)
    },
  }
}

function outcomeOf({ message }: PreparedVote): Outcome {
  const { id = '', contest = '', year, rank } = message ?? {}
  const isRight = contest === 'default' && Number(year) >= 1900 && Number(rank) >= 0 && Number(rank) <= 100
  return isRight ? { status: 'accepted', id, contest } : { status: 'refused', errors: [] }
}

async function vote(
  doors: (arrivals: Map<string, number>) => readonly VoteClient[],
  { forMs = 600, ...options }: Partial<WorkloadOptions> & { readonly forMs?: number } = {},
) {
  const arrivals = new Map<string, number>()
  const history = new History('test-')
  const random = new Random(5)
  const given = { doors: doors(arrivals), history, rate: 1_000, random, backoffMs: 20, ...options }
  const voters = startWorkload(given)
  await pause(forMs)
  await voters.stop()
  return { voters, figures: voters.figures(), arrivals, history }
}

const refuseToAnswer: VoteClient['cast'] = async () => {
  throw new RequestFailed('down')
}

it('votes come at the rate asked for, at both doors, some twice, some refused, each attempt noted', async () => {
  const { figures, arrivals } = await vote((arrivals) => [door('edge', arrivals), door('grpc', arrivals)])
  expect(figures.sent).toBeGreaterThan(400)
  expect(figures.sent).toBeLessThan(800)
  expect(figures).toMatchObject({ votes: figures.sent, unknown: 0, misjudged: 0, unexpected: 0, inFlight: 0 })
  expect(figures.attempts).toBe([...arrivals.values()].reduce((sum, times) => sum + times, 0))
  expect(figures.duplicates).toBeGreaterThan(0)
  expect(figures.refused).toBeGreaterThan(0)
  for (const { accepted } of Object.values(figures.byDoor)) expect(accepted).toBeGreaterThan(100)
  for (const acceptedMs of Object.values(figures.lastAcceptedMs)) expect(acceptedMs).toBeGreaterThan(0)
})

it('what has no answer is tried again under its id, at the other door too; some of it is left unknown', async () => {
  const { figures, arrivals } = await vote(
    (arrivals) => [door('edge', arrivals, refuseToAnswer), door('grpc', arrivals)],
    { forMs: 1_000 },
  )
  expect(figures.byDoor.edge).toMatchObject({ accepted: 0, refused: 0 })
  expect(figures.accepted).toBeGreaterThan(figures.votes * 0.6)
  expect(figures.unknown).toBeGreaterThan(figures.votes * 0.03)
  expect(Math.max(...arrivals.values())).toBeGreaterThan(2)
  expect(figures.lastAcceptedMs.edge).toBe(0)
})

it('nobody tries for ever', async () => {
  const { arrivals, figures } = await vote((arrivals) => [door('edge', arrivals, refuseToAnswer)], {
    forMs: 700,
    backoffMs: 1,
  })
  expect(figures.accepted).toBe(0)
  expect(Math.max(...arrivals.values())).toBeLessThanOrEqual(12)
  expect(Math.max(...arrivals.values())).toBeGreaterThanOrEqual(6)
})

it('a door that hangs does not hold the workload: patience ends, stopping ends, and its votes are unknown', async () => {
  const startMs = performance.now()
  const { figures } = await vote(
    (arrivals) => [door('edge', arrivals, () => new Promise(() => {})), door('grpc', arrivals)],
    { patienceMs: 200 },
  )
  expect(performance.now() - startMs).toBeLessThan(3_000)
  expect(figures.byDoor.edge.unknown).toBeGreaterThan(0)
  expect(figures.byDoor.grpc.accepted).toBeGreaterThan(100)
  expect(figures).toMatchObject({ votes: figures.sent, inFlight: 0, waiting: 0 })
})

it('votes that are due while too many requests hang are not made, and are counted', async () => {
  const hang: VoteClient['cast'] = () => new Promise(() => {})
  const { figures } = await vote((arrivals) => [door('edge', arrivals, hang)], {
    mostInFlight: 3,
    mostVotesPerRequest: 1,
    patienceMs: 10_000,
    signal: AbortSignal.timeout(500),
  })
  expect(figures).toMatchObject({ attempts: 3, unknown: 3, sent: 3 })
  expect(figures.skipped).toBeGreaterThan(100)
})

it('aborted, it waits for no answer', async () => {
  const abort = new AbortController()
  const hang: VoteClient['cast'] = () => new Promise(() => {})
  setTimeout(() => abort.abort(), 200)
  const startMs = performance.now()
  const { voters, figures } = await vote((arrivals) => [door('grpc', arrivals, hang)], { signal: abort.signal })
  expect(performance.now() - startMs).toBeLessThan(3_000)
  expect(figures.unknown).toBe(figures.sent)
  await voters.stop()
})

it('a door that judges wrongly is seen', async () => {
  const acceptAll: VoteClient['cast'] = async (votes) =>
    votes.map(({ message }) => ({ status: 'accepted', id: message?.id ?? '', contest: 'default' }))
  const { figures } = await vote((arrivals) => [door('edge', arrivals, acceptAll)])
  expect(figures.misjudged).toBeGreaterThan(0)
})

import { problem } from '@aplauso/proto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { later } from '../polling/later.ts'
import { attempts, Sender, type SendStatus } from './sender.ts'

const ballot = { id: 'id-1', contest: 'default', name: 'Ana', album: 'Uno', year: '1990', rank: '9' }
const accepted = () =>
  new Response(JSON.stringify({ status: 'accepted', id: 'id-1', contest: 'default' }), { status: 202 })
const answering =
  (status: number, code: Parameters<typeof problem>[0], headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify(problem(code)), { status, headers })
const cutOff = () => Promise.reject(new TypeError('Failed to fetch'))

let answers: (() => Response | Promise<Response>)[]
let requests: { atMs: number; body: unknown }[]
let statuses: SendStatus[]
let sender: Sender

beforeEach(() => {
  vi.useFakeTimers()
  answers = []
  requests = []
  statuses = []
  const startedMs = Date.now()
  sender = new Sender({
    edge: 'https://edge.example',
    onStatus: (status) => statuses.push(status),
    fetch: async (url, init) => {
      expect(url).toBe('https://edge.example/v1/votes')
      requests.push({ atMs: Date.now() - startedMs, body: JSON.parse(String(init.body)) })
      const answer = (answers.shift() ?? cutOff)()
      const aborted = new Promise<never>((_, reject) =>
        init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
      )
      return Promise.race([answer, aborted])
    },
    later,
    random: () => 0,
  })
})
afterEach(() => {
  sender.stop()
  vi.useRealTimers()
})

const phases = () => statuses.map(({ phase }) => phase)

describe('the sender', () => {
  it('reports an accepted vote', async () => {
    answers = [accepted]
    sender.send(ballot)
    await vi.advanceTimersByTimeAsync(1)
    expect(phases()).toEqual(['sending', 'accepted'])
    expect(requests[0]?.body).toEqual(ballot)
  })

  it('sends the same vote under the same id until it is answered, waiting longer each time', async () => {
    answers = [cutOff, cutOff, answering(503, 'unavailable'), accepted]
    sender.send(ballot)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 2_000, 6_000, 14_000])
    expect(requests.map(({ body }) => body)).toEqual([ballot, ballot, ballot, ballot])
    expect(statuses.at(-1)?.phase).toBe('accepted')
  })

  it('waits as long as the edge asks, also when the network comes back', async () => {
    answers = [answering(429, 'rate_limited', { 'retry-after': '20' }), accepted]
    sender.send(ballot)
    await vi.advanceTimersByTimeAsync(1)
    sender.hurry()
    await vi.advanceTimersByTimeAsync(19_000)
    expect(requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(requests).toHaveLength(2)
  })

  it('sends at once when the network comes back', async () => {
    answers = [cutOff, accepted]
    sender.send(ballot)
    await vi.advanceTimersByTimeAsync(10)
    sender.hurry()
    sender.hurry()
    await vi.advanceTimersByTimeAsync(10)
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 10])
    expect(statuses.at(-1)?.phase).toBe('accepted')
  })

  it('never sends again what was refused', async () => {
    answers = [answering(409, 'contest_closed')]
    sender.send(ballot)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(statuses.at(-1)).toMatchObject({ phase: 'refused', code: 'contest_closed' })
    expect(requests).toHaveLength(1)
  })

  it('asks the voter after the last attempt, and tries again on request', async () => {
    sender.send(ballot)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(requests).toHaveLength(attempts)
    expect(statuses.at(-1)).toMatchObject({ phase: 'unconfirmed', trouble: 'network' })
    answers = [accepted]
    sender.send(ballot)
    await vi.advanceTimersByTimeAsync(1)
    expect(requests.at(-1)?.body).toEqual(ballot)
    expect(statuses.at(-1)?.phase).toBe('accepted')
  })

  it('does not wait forever for an answer', async () => {
    answers = [() => new Promise(() => {}), accepted]
    sender.send(ballot)
    await vi.advanceTimersByTimeAsync(12_500)
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 12_000])
  })

  it('is silent once it is stopped', async () => {
    answers = [accepted]
    sender.send(ballot)
    sender.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(phases()).toEqual(['sending'])
  })
})

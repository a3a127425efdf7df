import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Poller, timeoutMs } from './poller.ts'
import type { Reading } from './reading.ts'

interface Body {
  readonly total: number
}

const body: Body = { total: 1 }
const read = (value: unknown) => (Number.isInteger((value as Body).total) ? (value as Body) : undefined)
const good = (etag = '"1"', age = '40') =>
  new Response(JSON.stringify(body), { headers: { etag, 'aplauso-age-ms': age } })
const unchanged = (age: string) => new Response(null, { status: 304, headers: { 'aplauso-age-ms': age } })
const down = () => new Response('{}', { status: 503 })

let answers: (() => Response | Promise<Response>)[]
let requests: { atMs: number; init: RequestInit }[]
let readings: Reading<Body>[]
let poller: Poller<Body>

beforeEach(() => {
  vi.useFakeTimers()
  answers = []
  requests = []
  readings = []
  const startedMs = Date.now()
  const now = () => Date.now() - startedMs
  poller = new Poller({
    url: 'http://results.example/v1/results/default',
    read,
    onReading: (reading) => readings.push(reading),
    fetch: async (_, init) => {
      requests.push({ atMs: now(), init })
      return (answers.shift() ?? down)()
    },
    now,
    later(run, delayMs) {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
    random: () => 0,
  })
})
afterEach(() => {
  poller.stop()
  vi.useRealTimers()
})

const times = () => requests.map(({ atMs }) => atMs)

describe('the poller', () => {
  it('asks every second with If-None-Match, so that 304 keeps the figures and renews the age', async () => {
    answers = [() => good(), () => unchanged('7'), () => unchanged('9')]
    poller.start()
    await vi.advanceTimersByTimeAsync(2_500)
    expect(times()).toEqual([0, 1_000, 2_000])
    expect(requests.map(({ init }) => init.headers)).toEqual([
      {},
      { 'if-none-match': '"1"' },
      { 'if-none-match': '"1"' },
    ])
    expect(readings.map(({ value, ageMs, receivedMs }) => [value?.total, ageMs, receivedMs])).toEqual([
      [1, 40, 0],
      [1, 7, 1_000],
      [1, 9, 2_000],
    ])
  })

  it('waits longer and longer while it fails, 15 seconds at most, and keeps the last figures', async () => {
    answers = [() => good(), ...Array.from({ length: 7 }, () => down)]
    poller.start()
    await vi.advanceTimersByTimeAsync(70_000)
    const waits = times().map((atMs, index, all) => atMs - (all[index - 1] ?? 0))
    expect(waits.slice(0, 8)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
    expect(readings.at(-1)).toMatchObject({ value: { total: 1 }, receivedMs: 0, failures: requests.length - 1 })
  })

  it('goes back to every second after a good answer', async () => {
    answers = [down, down, () => good(), () => good()]
    poller.start()
    await vi.advanceTimersByTimeAsync(7_500)
    expect(times()).toEqual([0, 2_000, 6_000, 7_000])
    expect(readings.map(({ failures }) => failures)).toEqual([1, 2, 0, 0])
  })

  it('takes a network error, a broken body and another document as failures', async () => {
    answers = [
      () => Promise.reject(new TypeError('Failed to fetch')),
      () => new Response('<html>', { status: 200 }),
      () => new Response('{"total":"x"}', { status: 200 }),
    ]
    poller.start()
    await vi.advanceTimersByTimeAsync(6_500)
    expect(readings.map(({ failures }) => failures)).toEqual([1, 2, 3])
  })

  it('gives up an answer that takes longer than 5 seconds', async () => {
    answers = [() => new Promise(() => {})]
    poller.start()
    const { signal } = requests[0]?.init ?? {}
    await vi.advanceTimersByTimeAsync(timeoutMs - 100)
    expect(signal?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    expect(signal?.aborted).toBe(true)
  })

  it('rests while stopped, forgets what was under way, and asks at once when started again', async () => {
    let late = (_: Response) => {}
    answers = [
      () => good(),
      () =>
        new Promise((resolve) => {
          late = resolve
        }),
      () => good('"3"'),
    ]
    poller.start()
    await vi.advanceTimersByTimeAsync(1_500)
    poller.stop()
    expect(requests[1]?.init.signal?.aborted).toBe(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(requests).toHaveLength(2)
    poller.start()
    poller.start()
    late(good('"late"'))
    await vi.advanceTimersByTimeAsync(10)
    expect(times()).toEqual([0, 1_000, 61_500])
    expect(readings).toHaveLength(2)
  })

  it('asks rarely for a contest that does not exist, and shows it once it does', async () => {
    const missing = () => new Response('{"code":"unknown_contest"}', { status: 404 })
    answers = [missing, () => good(), () => new Response('nothing here', { status: 404 })]
    poller.start()
    await vi.advanceTimersByTimeAsync(16_500)
    expect(times()).toEqual([0, 15_000, 16_000])
    expect(readings.map(({ isMissing, value, failures }) => [isMissing, value?.total, failures])).toEqual([
      [true, undefined, 0],
      [false, 1, 0],
      [false, 1, 1],
    ])
  })

  it('has no age if the answer names none', async () => {
    answers = [() => good('"1"', 'unknown')]
    poller.start()
    await vi.advanceTimersByTimeAsync(1)
    expect(readings[0]?.ageMs).toBeNull()
  })
})

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { QueueFull, RecordRefused, StoreUnavailable } from '../ports/errors.ts'
import { Batcher, type BatcherOptions } from './batcher.ts'

interface Flush {
  readonly entries: readonly string[]
  readonly signal: AbortSignal
  answer(refused?: ReadonlyMap<string, Error>): void
  fail(error: Error): void
}

/** A batcher whose flushes are answered by the test. */
function batcher(more: Partial<BatcherOptions<string>> = {}) {
  const flushes: Flush[] = []
  const options: BatcherOptions<string> = {
    flush: (entries, signal) =>
      new Promise((resolve, reject) => flushes.push({ entries, signal, answer: resolve, fail: reject })),
    sizeOf: (entry) => entry.length,
    lingerMs: 5,
    maxBatchRecords: 3,
    maxBatchBytes: 100,
    maxQueueRecords: 6,
    maxQueueBytes: 1_000,
    flushTimeoutMs: 1_000,
    queueTimeoutMs: 2_000,
    ...more,
  }
  return { flushes, batcher: new Batcher(options) }
}

/** What became of a promise: undefined while nothing has. */
function watched(promise: Promise<void>): { fate?: 'stored' | Error } {
  const seen: { fate?: 'stored' | Error } = {}
  promise.then(
    () => {
      seen.fate = 'stored'
    },
    (error) => {
      seen.fate = error
    },
  )
  return seen
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('the batcher', () => {
  it('sends what came within the linger time together', async () => {
    const { batcher: it, flushes } = batcher()
    const all = [watched(it.add('a')), watched(it.add('b'))]
    await pass(4)
    expect(flushes).toHaveLength(0)
    await pass(1)
    expect(flushes.map(({ entries }) => entries)).toEqual([['a', 'b']])
    expect(all.map(({ fate }) => fate)).toEqual([undefined, undefined])
    flushes[0]?.answer()
    await pass(0)
    expect(all.map(({ fate }) => fate)).toEqual(['stored', 'stored'])
  })

  it('does not wait once a batch is full by records or by bytes', async () => {
    const byRecords = batcher()
    for (const entry of ['a', 'b', 'c']) watched(byRecords.batcher.add(entry))
    expect(byRecords.flushes).toHaveLength(1)
    const byBytes = batcher()
    watched(byBytes.batcher.add('x'.repeat(100)))
    expect(byBytes.flushes).toHaveLength(1)
  })

  it('has one flush in flight, and sends the rest in order', async () => {
    const { batcher: it, flushes } = batcher()
    for (const entry of ['a', 'b', 'c', 'd', 'e', 'f']) watched(it.add(entry))
    await pass(500)
    expect(flushes.map(({ entries }) => entries)).toEqual([['a', 'b', 'c']])
    flushes[0]?.answer()
    await pass(0)
    expect(flushes.map(({ entries }) => entries)).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ])
  })

  it('sends an entry larger than a batch alone', async () => {
    const { batcher: it, flushes } = batcher()
    const large = 'x'.repeat(200)
    for (const entry of [large, 'b']) watched(it.add(entry))
    await pass(5)
    expect(flushes[0]?.entries).toEqual([large])
  })

  it('refuses at once when the queue is full by records or by bytes, what is in flight included', async () => {
    const byRecords = batcher()
    for (const entry of ['a', 'b', 'c', 'd', 'e', 'f']) watched(byRecords.batcher.add(entry))
    await expect(byRecords.batcher.add('g')).rejects.toThrow(QueueFull)
    byRecords.flushes[0]?.answer()
    await pass(0)
    expect(watched(byRecords.batcher.add('h')).fate).toBeUndefined()
    const byBytes = batcher({ maxQueueBytes: 10, lingerMs: 0 })
    watched(byBytes.batcher.add('123456789'))
    await expect(byBytes.batcher.add('ab')).rejects.toThrow(QueueFull)
  })

  it('tells every caller of a failed flush, and goes on with the next', async () => {
    const { batcher: it, flushes } = batcher()
    const all = ['a', 'b', 'c', 'd'].map((entry) => watched(it.add(entry)))
    flushes[0]?.fail(new StoreUnavailable('down'))
    await pass(5)
    expect(all.slice(0, 3).map(({ fate }) => fate)).toEqual(Array(3).fill(new StoreUnavailable('down')))
    expect(flushes[1]?.entries).toEqual(['d'])
    flushes[1]?.answer()
    await pass(0)
    expect(all[3]?.fate).toBe('stored')
  })

  it('tells a refused entry and stores the others of its batch', async () => {
    const { batcher: it, flushes } = batcher()
    const all = ['a', 'b', 'c'].map((entry) => watched(it.add(entry)))
    const refusal = new RecordRefused('too large')
    flushes[0]?.answer(new Map([['b', refusal]]))
    await pass(0)
    expect(all.map(({ fate }) => fate)).toEqual(['stored', refusal, 'stored'])
  })

  it('answers within the flush timeout, and tells the flush to let go', async () => {
    const { batcher: it, flushes } = batcher()
    const seen = watched(it.add('a'))
    await pass(5 + 999)
    expect(seen.fate).toBeUndefined()
    expect(flushes[0]?.signal.aborted).toBe(false)
    await pass(1)
    expect(flushes[0]?.signal.aborted).toBe(true)
    await pass(1)
    expect(seen.fate).toEqual(new StoreUnavailable('no answer within 1000 ms'))
  })

  it('answers with what a flush says when its time is over', async () => {
    const { batcher: it, flushes } = batcher()
    const seen = watched(it.add('a'))
    await pass(5)
    const reason = new StoreUnavailable('connection refused')
    flushes[0]?.signal.addEventListener('abort', () => flushes[0]?.fail(reason))
    await pass(1_001)
    expect(seen.fate).toBe(reason)
  })

  it('gives up what has waited too long behind slow flushes, unsent', async () => {
    const { batcher: it, flushes } = batcher({ maxBatchRecords: 1, flushTimeoutMs: 1_000, queueTimeoutMs: 1_500 })
    const all = ['a', 'b', 'c', 'd'].map((entry) => watched(it.add(entry)))
    await pass(1_500)
    expect(flushes.map(({ entries }) => entries)).toEqual([['a'], ['b']])
    expect(all.map(({ fate }) => fate instanceof Error)).toEqual([true, false, true, true])
    expect(String(all[2]?.fate)).toContain('was not sent')
    expect(it.pending).toBe(1)
    await pass(1_000)
    expect(all[1]?.fate).toBeInstanceOf(StoreUnavailable)
    expect(flushes).toHaveLength(2)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('survives a flush that throws before it returns', async () => {
    const { batcher: it } = batcher({
      flush: () => {
        throw new Error('broken')
      },
    })
    const seen = watched(it.add('a'))
    await pass(5)
    expect(seen.fate).toEqual(new Error('broken'))
  })

  it('flushes what waits when it closes, and takes nothing more', async () => {
    const { batcher: it, flushes } = batcher()
    const seen = watched(it.add('a'))
    const closed = watched(it.close())
    await expect(it.add('b')).rejects.toThrow(StoreUnavailable)
    expect(flushes).toHaveLength(1)
    expect(closed.fate).toBeUndefined()
    flushes[0]?.answer()
    await pass(0)
    expect([seen.fate, closed.fate]).toEqual(['stored', 'stored'])
  })

  it('does not go on trying a store that fails while it closes', async () => {
    const { batcher: it, flushes } = batcher()
    const all = ['a', 'b', 'c', 'd', 'e'].map((entry) => watched(it.add(entry)))
    const closed = watched(it.close())
    flushes[0]?.fail(new StoreUnavailable('down'))
    await pass(0)
    expect(all.map(({ fate }) => fate)).toEqual(Array(5).fill(new StoreUnavailable('down')))
    expect(closed.fate).toBe('stored')
    expect(flushes).toHaveLength(1)
    await pass(10_000)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('answers each entry once, truly and in time, whatever comes and however the store behaves', async () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), sizeBytes: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ kind: fc.constantFrom('answer' as const, 'fail' as const) }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 800 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
        const { batcher: it, flushes } = batcher()
        const taken: { entry: string; addedAtMs: number; answeredAtMs?: number; fate?: 'stored' | Error }[] = []
        const stored = new Set<string>()
        let answered = 0
        for (const [at, happening] of events.entries()) {
          if (happening.kind === 'add') {
            const item: (typeof taken)[number] = {
              entry: `${at}`.padEnd(happening.sizeBytes, '.'),
              addedAtMs: Date.now(),
            }
            const done = (fate: 'stored' | Error) => {
              expect(item.fate).toBeUndefined()
              item.fate = fate
              item.answeredAtMs = Date.now()
            }
            taken.push(item)
            it.add(item.entry).then(() => done('stored'), done)
          } else if (happening.kind === 'pass') {
            await pass(happening.ms)
          } else {
            const open = flushes[answered]
            if (!open) continue
            answered += 1
            if (happening.kind === 'answer') {
              if (!open.signal.aborted) for (const entry of open.entries) stored.add(entry)
              open.answer()
            } else open.fail(new StoreUnavailable('down'))
            await pass(0)
          }
          const alive = flushes.slice(answered).filter(({ signal }) => !signal.aborted)
          expect(alive.length).toBeLessThanOrEqual(1)
          expect(it.pending).toBeLessThanOrEqual(6)
        }
        await pass(20_000)
        expect(it.pending).toBe(0)
        expect(vi.getTimerCount()).toBe(0)
        for (const { entry, fate, addedAtMs, answeredAtMs = Number.POSITIVE_INFINITY } of taken) {
          expect(fate === 'stored').toBe(stored.has(entry))
          expect(answeredAtMs - addedAtMs).toBeLessThanOrEqual(3_002)
        }
        for (const { entries } of flushes) {
          expect(entries.length).toBeLessThanOrEqual(3)
          if (entries.length > 1) expect(entries.join('').length).toBeLessThanOrEqual(100)
        }
        expect(flushes.flatMap(({ entries }) => entries)).toEqual([...new Set(flushes.flatMap((one) => one.entries))])
      }),
      { numRuns: 200 },
    )
  })
})

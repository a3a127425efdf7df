import type { AppendResult } from '@aplauso/proto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StoreUnavailable } from '../ports/errors.ts'
import { Batcher, type BatcherOptions, type BatchResult } from './batcher.ts'

interface Batch {
  readonly entries: readonly string[]
  readonly signal: AbortSignal
  accept(): void
  answer(result: BatchResult): void
  fail(error: Error): void
}

/** A batcher whose batches are answered by the test; `failures` are those that it reported. */
function batcher(more: Partial<BatcherOptions<string>> = {}) {
  const batches: Batch[] = []
  const failures: (readonly [AppendResult, string, readonly string[]])[] = []
  const options: BatcherOptions<string> = {
    append: (entries, signal) =>
      new Promise((resolve, reject) => {
        const accept = () => resolve({ results: entries.map(() => 'accepted') })
        batches.push({ entries, signal, accept, answer: resolve, fail: reject })
      }),
    onFailure: (...failure) => failures.push(failure),
    sizeOf: (entry) => entry.length,
    lingerMs: 5,
    maxBatchRecords: 3,
    maxBatchBytes: 100,
    maxQueueRecords: 6,
    maxQueueBytes: 1_000,
    batchTimeoutMs: 1_000,
    queueTimeoutMs: 2_000,
    ...more,
  }
  return { batches, failures, batcher: new Batcher(options) }
}

/** What became of a promise: undefined while nothing has. */
function watched<Value>(promise: Promise<Value>): { value?: Value; error?: Error } {
  const seen: { value?: Value; error?: Error } = {}
  promise.then(
    (value) => {
      seen.value = value
    },
    (error) => {
      seen.error = error
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
    const { batcher: it, batches } = batcher()
    const all = [watched(it.append('a')), watched(it.append('b'))]
    await pass(4)
    expect(batches).toHaveLength(0)
    await pass(1)
    expect(batches.map(({ entries }) => entries)).toEqual([['a', 'b']])
    expect(all.map(({ value }) => value)).toEqual([undefined, undefined])
    batches[0]?.accept()
    await pass(0)
    expect(all.map(({ value }) => value)).toEqual(['accepted', 'accepted'])
  })

  it('does not wait once a batch is full by records or by bytes', async () => {
    const byRecords = batcher()
    for (const entry of ['a', 'b', 'c']) watched(byRecords.batcher.append(entry))
    expect(byRecords.batches).toHaveLength(1)
    const byBytes = batcher()
    watched(byBytes.batcher.append('x'.repeat(100)))
    expect(byBytes.batches).toHaveLength(1)
  })

  it('has one batch in flight, and sends the rest in order', async () => {
    const { batcher: it, batches } = batcher()
    for (const entry of ['a', 'b', 'c', 'd', 'e', 'f']) watched(it.append(entry))
    await pass(500)
    expect(batches.map(({ entries }) => entries)).toEqual([['a', 'b', 'c']])
    batches[0]?.accept()
    await pass(0)
    expect(batches.map(({ entries }) => entries)).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ])
  })

  it('sends an entry larger than a batch alone', async () => {
    const { batcher: it, batches } = batcher()
    const large = 'x'.repeat(200)
    for (const entry of [large, 'b']) watched(it.append(entry))
    await pass(5)
    expect(batches[0]?.entries).toEqual([large])
  })

  it('is full at once when the queue is full by records or by bytes, what is in flight included', async () => {
    const byRecords = batcher()
    for (const entry of ['a', 'b', 'c', 'd', 'e', 'f']) watched(byRecords.batcher.append(entry))
    expect(await byRecords.batcher.append('g')).toBe('full')
    expect(byRecords.failures).toEqual([['full', 'too many records are waiting', ['g']]])
    byRecords.batches[0]?.accept()
    await pass(0)
    const waiting = watched(byRecords.batcher.append('h'))
    await pass(0)
    expect(waiting).toEqual({})
    const byBytes = batcher({ maxQueueBytes: 10, lingerMs: 0 })
    watched(byBytes.batcher.append('123456789'))
    expect(await byBytes.batcher.append('ab')).toBe('full')
  })

  it('answers every caller of a batch that failed, reports why, and goes on with the next', async () => {
    const { batcher: it, batches, failures } = batcher()
    const all = ['a', 'b', 'c', 'd'].map((entry) => watched(it.append(entry)))
    batches[0]?.fail(new StoreUnavailable('down'))
    await pass(5)
    expect(all.slice(0, 3).map(({ value }) => value)).toEqual(Array(3).fill('unavailable'))
    expect(failures).toEqual([['unavailable', 'down', ['a', 'b', 'c']]])
    expect(batches[1]?.entries).toEqual(['d'])
    batches[1]?.accept()
    await pass(0)
    expect(all[3]?.value).toBe('accepted')
  })

  it('answers each caller with its own result, and reports the failures by result', async () => {
    const { batcher: it, batches, failures } = batcher({ maxBatchRecords: 6 })
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((entry) => watched(it.append(entry)))
    const results = ['accepted', 'refused', 'accepted', 'full', 'unavailable', 'refused'] as const
    batches[0]?.answer({ results, reason: 'too large' })
    await pass(0)
    expect(all.map(({ value }) => value)).toEqual(results)
    expect(failures).toEqual([
      ['refused', 'too large', ['b', 'f']],
      ['full', 'too large', ['d']],
      ['unavailable', 'too large', ['e']],
    ])
  })

  it('accepts nothing that has no result', async () => {
    const { batcher: it, batches, failures } = batcher()
    const all = ['a', 'b', 'c'].map((entry) => watched(it.append(entry)))
    batches[0]?.answer({ results: ['accepted'] })
    await pass(0)
    expect(all.map(({ value }) => value)).toEqual(['accepted', 'unavailable', 'unavailable'])
    expect(failures).toEqual([['unavailable', 'the log is not available', ['b', 'c']]])
  })

  it('answers within the batch timeout, and signals the append to let go', async () => {
    const { batcher: it, batches, failures } = batcher()
    const seen = watched(it.append('a'))
    await pass(5 + 999)
    expect(seen).toEqual({})
    expect(batches[0]?.signal.aborted).toBe(false)
    await pass(1)
    expect(batches[0]?.signal.aborted).toBe(true)
    await pass(1)
    expect(seen.value).toBe('unavailable')
    expect(failures).toEqual([['unavailable', 'no answer within 1000 ms', ['a']]])
  })

  it('reports what an append says when its time is over', async () => {
    const { batcher: it, batches, failures } = batcher()
    const seen = watched(it.append('a'))
    await pass(5)
    const reason = new StoreUnavailable('connection refused')
    batches[0]?.signal.addEventListener('abort', () => batches[0]?.fail(reason))
    await pass(1_001)
    expect(seen.value).toBe('unavailable')
    expect(failures).toEqual([['unavailable', 'connection refused', ['a']]])
  })

  it('gives up what has waited too long behind slow batches, unsent', async () => {
    const {
      batcher: it,
      batches,
      failures,
    } = batcher({
      maxBatchRecords: 1,
      batchTimeoutMs: 1_000,
      queueTimeoutMs: 1_500,
    })
    const all = ['a', 'b', 'c', 'd'].map((entry) => watched(it.append(entry)))
    await pass(1_500)
    expect(batches.map(({ entries }) => entries)).toEqual([['a'], ['b']])
    expect(all.map(({ value }) => value)).toEqual(['unavailable', undefined, 'unavailable', 'unavailable'])
    expect(failures.at(-1)).toEqual(['unavailable', 'waited 1500 ms and was not sent', ['c', 'd']])
    expect(it.pending).toBe(1)
    await pass(1_000)
    expect(all[1]?.value).toBe('unavailable')
    expect(batches).toHaveLength(2)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('passes an error that nobody foresaw on to the callers, also where append throws before it returns', async () => {
    const { batcher: it, failures } = batcher({
      append: () => {
        throw new Error('broken')
      },
    })
    const seen = watched(it.append('a'))
    await pass(5)
    expect(seen).toEqual({ error: new Error('broken') })
    expect(failures).toEqual([])
  })

  it('sends what waits when it closes, and takes nothing more', async () => {
    const { batcher: it, batches, failures } = batcher()
    const seen = watched(it.append('a'))
    let isClosed = false
    const closing = it.close().then(() => {
      isClosed = true
    })
    expect(await it.append('b')).toBe('unavailable')
    expect(failures).toEqual([['unavailable', 'the producer is closed', ['b']]])
    expect(batches).toHaveLength(1)
    expect(isClosed).toBe(false)
    batches[0]?.accept()
    await closing
    expect(seen.value).toBe('accepted')
  })

  it('does not go on trying a store that fails while it closes', async () => {
    const { batcher: it, batches, failures } = batcher()
    const all = ['a', 'b', 'c', 'd', 'e'].map((entry) => watched(it.append(entry)))
    const closing = it.close()
    batches[0]?.fail(new StoreUnavailable('down'))
    await closing
    expect(all.map(({ value }) => value)).toEqual(Array(5).fill('unavailable'))
    expect(failures).toEqual([['unavailable', 'down', ['a', 'b', 'c', 'd', 'e']]])
    expect(batches).toHaveLength(1)
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
        const { batcher: it, batches } = batcher()
        const taken: { entry: string; addedAtMs: number; answeredAtMs?: number; result?: AppendResult }[] = []
        const stored = new Set<string>()
        let answered = 0
        for (const [at, happening] of events.entries()) {
          if (happening.kind === 'add') {
            const item: (typeof taken)[number] = {
              entry: `${at}`.padEnd(happening.sizeBytes, '.'),
              addedAtMs: Date.now(),
            }
            taken.push(item)
            void it.append(item.entry).then((result) => {
              expect(item.result).toBeUndefined()
              item.result = result
              item.answeredAtMs = Date.now()
            })
          } else if (happening.kind === 'pass') {
            await pass(happening.ms)
          } else {
            const open = batches[answered]
            if (!open) continue
            answered += 1
            if (happening.kind === 'answer') {
              if (!open.signal.aborted) for (const entry of open.entries) stored.add(entry)
              open.accept()
            } else open.fail(new StoreUnavailable('down'))
            await pass(0)
          }
          const alive = batches.slice(answered).filter(({ signal }) => !signal.aborted)
          expect(alive.length).toBeLessThanOrEqual(1)
          expect(it.pending).toBeLessThanOrEqual(6)
        }
        await pass(20_000)
        expect(it.pending).toBe(0)
        expect(vi.getTimerCount()).toBe(0)
        for (const { entry, result, addedAtMs, answeredAtMs = Number.POSITIVE_INFINITY } of taken) {
          expect(result === 'accepted').toBe(stored.has(entry))
          expect(answeredAtMs - addedAtMs).toBeLessThanOrEqual(3_002)
        }
        for (const { entries } of batches) {
          expect(entries.length).toBeLessThanOrEqual(3)
          if (entries.length > 1) expect(entries.join('').length).toBeLessThanOrEqual(100)
        }
        expect(batches.flatMap(({ entries }) => entries)).toEqual([...new Set(batches.flatMap((one) => one.entries))])
      }),
      { numRuns: 200 },
    )
  })
})

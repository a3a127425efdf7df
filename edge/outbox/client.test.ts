import type { AppendResult, RelayEntry } from '@aplauso/proto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { outboxClient } from './client.ts'
import { shardChooser } from './shards.ts'

const secret = 'a secret of the tests'

const entries = (count: number): RelayEntry[] =>
  Array.from({ length: count }, (_, index) => ({ key: `u\u001fdefault\u001f${index}`, value: String(index) }))

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** A client of one shard whose stubs answer one after the other. */
function clientOf(...answers: (() => Promise<readonly AppendResult[]>)[]) {
  const open = vi.fn(() => ({ append: answers.shift() ?? (() => Promise.reject(new Error('one call too many'))) }))
  return { client: outboxClient({ shards: 1, secret, open, timeoutMs: 50 }), open }
}

const fails = (marks: object) => () => Promise.reject(Object.assign(new Error('gone'), marks))
const accepts = () => Promise.resolve(['accepted'] as const)

function countsOf(some: readonly RelayEntry[], shardOf: (key: string, shards: number) => number) {
  const counts = new Map<number, number>()
  for (const { key } of some) counts.set(shardOf(key, 32), (counts.get(shardOf(key, 32)) ?? 0) + 1)
  return counts
}

describe('the outbox', () => {
  it('is called once for each shard, and answers in order', async () => {
    const calls: number[] = []
    const client = outboxClient({
      shards: 4,
      secret,
      open: (shard) => ({
        append: async (some) => {
          calls.push(shard)
          return some.map(({ value }) => (Number(value) % 3 === 0 ? 'full' : 'accepted'))
        },
      }),
    })
    const outcomes = await client.append(entries(100))
    expect(outcomes).toEqual(entries(100).map((_, index) => (index % 3 === 0 ? 'full' : 'accepted')))
    expect(calls.sort()).toEqual([0, 1, 2, 3])
  })

  it.each([{ retryable: true }, { durableObjectReset: true }])(
    'is tried once more, by a new stub, after %o',
    async (marks) => {
      const { client, open } = clientOf(fails(marks), accepts)
      expect(await client.append(entries(1))).toEqual(['accepted'])
      expect(open).toHaveBeenCalledTimes(2)
    },
  )

  it('is not tried a third time', async () => {
    const { client, open } = clientOf(fails({ retryable: true }), fails({ retryable: true }), accepts)
    expect(await client.append(entries(1))).toEqual(['unavailable'])
    expect(open).toHaveBeenCalledTimes(2)
  })

  it.each([{ overloaded: true }, { overloaded: true, retryable: true }, {}])(
    'is left alone after %o',
    async (marks) => {
      const { client, open } = clientOf(fails(marks), accepts)
      expect(await client.append(entries(1))).toEqual(['unavailable'])
      expect(open).toHaveBeenCalledTimes(1)
    },
  )

  it('is not waited for without end', async () => {
    const { client } = clientOf(() => new Promise(() => {}))
    expect(await client.append(entries(2))).toEqual(['unavailable', 'unavailable'])
  })

  it('is not believed where it answers too little', async () => {
    const { client } = clientOf(accepts)
    expect(await client.append(entries(2))).toEqual(['accepted', 'unavailable'])
  })

  it('a key always comes to the same shard, and keys spread over all', () => {
    const shardOf = shardChooser(secret)
    const counts = countsOf(entries(3_200), shardOf)
    expect(counts.size).toBe(32)
    expect(Math.max(...counts.values())).toBeLessThan(200)
    expect(shardOf('u\u001fdefault\u001fid', 32)).toBe(shardChooser(secret)('u\u001fdefault\u001fid', 32))
  })

  it('keys that meet in one shard by one secret spread over all by another', () => {
    const shardOf = shardChooser(secret)
    const together = entries(32_000).filter(({ key }) => shardOf(key, 32) === 7)
    const counts = countsOf(together, shardChooser('another secret of the tests'))
    expect(counts.size).toBe(32)
    expect(Math.max(...counts.values())).toBeLessThan(together.length / 10)
  })
})

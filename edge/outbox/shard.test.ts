import type { AppendResult, RelayEntry } from '@aplauso/proto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Backlog } from './backlog.ts'
import { OutboxShard } from './shard.ts'

beforeEach(() => {
  vi.useFakeTimers()
  for (const level of ['warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const entries = [{ key: 'k', value: 'v' }]

/** A shard whose storage counts rows, and whose log is down unless `state` says otherwise. */
function shardOf({ rows = 0, stuck = 0, isFailing = false } = {}) {
  const state = { rows, isDown: true, isBroken: false, keeps: true }
  const redrive = vi.fn(async (_: number) => 0)
  const backlog = {
    get keeps() {
      return state.keeps
    },
    redrive,
    get rows() {
      return state.rows
    },
    append: vi.fn(async (): Promise<readonly AppendResult[]> => {
      state.rows += 1
      if (isFailing) throw new Error('storage lost')
      return ['accepted']
    }),
    head: () => {
      if (state.isBroken) throw new Error('storage lost')
      return { rows: [{ id: 1, entries }], unreadable: 0 }
    },
    settle: (_: unknown, results: readonly AppendResult[]) => {
      if (results[0] === 'accepted') state.rows -= 1
    },
    totals: () => ({ rows: state.rows, votes: state.rows, bytes: 0, oldestAtMs: null, setAside: 0 }),
  } as unknown as Backlog
  const transport = {
    stuck,
    release: vi.fn(async () => {}),
    append: vi.fn(async (_: readonly RelayEntry[]): Promise<readonly AppendResult[]> => {
      if (state.isDown) throw new Error('down')
      return ['accepted']
    }),
  }
  const getAlarm = vi.fn(async (): Promise<number | null> => null)
  const setAlarm = vi.fn(async (_: number) => {})
  const abort = vi.fn()
  const shard = new OutboxShard({ transport, backlog, deadlineMs: 100, probeMs: 2_000, getAlarm, setAlarm, abort })
  const delays = () => setAlarm.mock.calls.map(([atMs]) => atMs - Date.now())
  return { shard, state, backlog, redrive, transport, getAlarm, setAlarm, abort, delays }
}

async function append(shard: OutboxShard) {
  const appending = shard.append(entries)
  await vi.advanceTimersByTimeAsync(5)
  return appending
}

const entry = (value: string): RelayEntry => ({ key: `key of ${value}`, value })

/** A shard that keeps nothing, and whose log answers as given. */
function loggingShard(answer: (entries: readonly RelayEntry[]) => Promise<readonly AppendResult[]>) {
  const { shard, state, transport } = shardOf()
  state.keeps = false
  transport.append.mockImplementation(answer)
  return { shard, transport }
}

describe('a shard’s batches', () => {
  it('hold what comes at the same time, and each caller gets its own results', async () => {
    const { shard, transport } = loggingShard(async (all) =>
      all.map(({ value }) => (value === 'bad' ? 'refused' : 'accepted')),
    )
    const appending = Promise.all([shard.append([entry('a'), entry('bad')]), shard.append([entry('c')])])
    await vi.advanceTimersByTimeAsync(4)
    expect(await appending).toEqual([['accepted', 'refused'], ['accepted']])
    expect(transport.append).toHaveBeenCalledTimes(1)
  })

  it('are answered as the log answers, with a line for each kind of failure', async () => {
    const results: AppendResult[] = ['accepted', 'unavailable', 'full', 'refused']
    const { shard } = loggingShard(async () => results)
    const appending = shard.append(results.map(entry))
    await vi.advanceTimersByTimeAsync(4)
    expect(await appending).toEqual(results)
    expect(vi.mocked(console.warn)).toHaveBeenCalledTimes(2)
    expect(vi.mocked(console.error)).toHaveBeenCalledTimes(1)
  })

  it.each([[[]], [['accepted'] as const]])('accept nothing that has no result: %j of two', async (results) => {
    const { shard } = loggingShard(async () => results)
    const appending = shard.append([entry('a'), entry('b')])
    await vi.advanceTimersByTimeAsync(4)
    expect(await appending).toEqual([...results, 'unavailable', 'unavailable'].slice(0, 2))
  })

  it('are unavailable where the storage throws, and a line says why', async () => {
    const { shard } = shardOf({ isFailing: true })
    const appending = shard.append([entry('a'), entry('b')])
    await vi.advanceTimersByTimeAsync(4)
    expect(await appending).toEqual(['unavailable', 'unavailable'])
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining('storage lost'))
  })

  it('are given up where the storage does not answer', async () => {
    const { shard, backlog } = shardOf()
    vi.mocked(backlog.append).mockReturnValue(new Promise(() => {}))
    const appending = shard.append([entry('a')])
    await vi.advanceTimersByTimeAsync(5_005)
    expect(await appending).toEqual(['unavailable'])
  })

  it('wait in a queue that takes no more than it holds', async () => {
    const { shard } = loggingShard(async (all) => all.map(() => 'accepted'))
    const appending = shard.append(Array.from({ length: 20_001 }, (_, at) => entry(String(at))))
    await vi.advanceTimersByTimeAsync(4)
    expect(Map.groupBy(await appending, (result) => result)).toEqual(
      new Map([
        ['full', ['full']],
        ['accepted', Array(20_000).fill('accepted')],
      ]),
    )
  })
})

describe('a shard', () => {
  it('sets an alarm when it keeps the first vote, and none while the log takes them', async () => {
    const { shard, state, setAlarm } = shardOf()
    state.isDown = false
    expect(await append(shard)).toEqual(['accepted'])
    expect(setAlarm).not.toHaveBeenCalled()
    state.isDown = true
    expect(await append(shard)).toEqual(['accepted'])
    expect(await append(shard)).toEqual(['accepted'])
    expect(setAlarm).toHaveBeenCalledTimes(1)
  })

  it('sets an alarm where the storage fails after it has written', async () => {
    const { shard, state, redrive, setAlarm } = shardOf({ isFailing: true })
    expect(await append(shard)).toEqual(['unavailable'])
    expect(setAlarm).toHaveBeenCalledTimes(1)
    state.isDown = false
    await shard.alarm()
    redrive.mockImplementation(async () => {
      state.rows += 1
      throw new Error('storage lost')
    })
    await expect(shard.order('redrive', 17)).rejects.toThrow('storage lost')
    expect(setAlarm).toHaveBeenCalledTimes(2)
  })

  it('sets an alarm at its start where rows are left', () => {
    expect(shardOf({ rows: 1 }).setAlarm).toHaveBeenCalledTimes(1)
    expect(shardOf({ rows: 0 }).setAlarm).not.toHaveBeenCalled()
  })

  it('sets the next alarm after each that did not empty it, later and later up to a bound', async () => {
    const { shard, delays } = shardOf({ rows: 1 })
    for (let time = 0; time < 8; time += 1) await shard.alarm()
    expect(delays()).toEqual([250, 500, 1_000, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000])
  })

  it('sets no alarm when it is empty', async () => {
    const { shard, state, setAlarm } = shardOf({ rows: 2 })
    state.isDown = false
    await shard.alarm()
    expect(state.rows).toBe(0)
    expect(setAlarm).toHaveBeenCalledTimes(1)
  })

  it('never lets an alarm fail, and sets the next one', async () => {
    const { shard, state, setAlarm } = shardOf({ rows: 1 })
    state.isBroken = true
    await shard.alarm()
    expect(setAlarm).toHaveBeenCalledTimes(2)
    expect(console.error).toHaveBeenCalledTimes(1)
  })

  it('tries again where an alarm could not be set', async () => {
    const { shard, setAlarm } = shardOf({ rows: 1 })
    setAlarm.mockRejectedValueOnce(new Error('storage lost'))
    await shard.alarm()
    expect(setAlarm).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(setAlarm).toHaveBeenCalledTimes(3)
  })

  it('sets an alarm when dead letters are redriven', async () => {
    const { shard, state, setAlarm, redrive } = shardOf()
    redrive.mockImplementation(async () => {
      state.rows += 1
      return 1
    })
    expect(await shard.order('redrive', 17)).toBe(1)
    expect(redrive).toHaveBeenCalledWith(17)
    expect(setAlarm).toHaveBeenCalledTimes(1)
  })

  it('sets an alarm that got lost when it is visited', async () => {
    const { shard, setAlarm, getAlarm } = shardOf({ rows: 1 })
    getAlarm.mockResolvedValue(1)
    await shard.visit()
    expect(setAlarm).toHaveBeenCalledTimes(1)
    getAlarm.mockResolvedValue(null)
    expect(await shard.visit()).toMatchObject({ rows: 1, logUp: null, waiting: 0 })
    expect(setAlarm).toHaveBeenCalledTimes(2)
  })

  it('lets go of its connections after half a minute without votes', async () => {
    const { shard, state, transport } = shardOf()
    state.isDown = false
    await append(shard)
    await vi.advanceTimersByTimeAsync(20_000)
    await append(shard)
    await vi.advanceTimersByTimeAsync(29_000)
    expect(transport.release).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(transport.release).toHaveBeenCalledTimes(1)
  })

  it('ends itself after three connections that never opened, once its callers are answered', async () => {
    const { shard, transport, abort } = shardOf({ stuck: 2 })
    expect(await append(shard)).toEqual(['accepted'])
    await vi.advanceTimersByTimeAsync(100)
    expect(abort).not.toHaveBeenCalled()
    transport.stuck = 3
    await shard.alarm()
    const late = shard.append(entries)
    await vi.advanceTimersByTimeAsync(100)
    expect(await late).toEqual(['accepted'])
    expect(abort).toHaveBeenCalledTimes(1)
  })
})

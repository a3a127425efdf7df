import type { RelayEntry, RelayOutcome } from '@aplauso/proto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Pump, pumpLimits } from './pump.ts'

const entry = (value: string): RelayEntry => ({ key: `key of ${value}`, value })

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('the pump', () => {
  it('sends what comes at the same time as one batch, and tells each caller its own', async () => {
    const send = vi.fn(async (entries: readonly RelayEntry[]) =>
      entries.map(({ value }): RelayOutcome => (value === 'bad' ? 'refused' : 'accepted')),
    )
    const pump = new Pump(send)
    const answers = await Promise.all([pump.append([entry('a'), entry('bad')]), pump.append([entry('c')])])
    expect(answers).toEqual([['accepted', 'refused'], ['accepted']])
    expect(send).toHaveBeenCalledTimes(1)
  })

  it('answers "unavailable" to all where storing throws', async () => {
    const pump = new Pump(() => Promise.reject(new Error('storage lost')))
    expect(await pump.append([entry('a'), entry('b')])).toEqual(['unavailable', 'unavailable'])
    expect(console.warn).toHaveBeenCalledTimes(1)
  })

  it('gives storing up after its time', async () => {
    const pump = new Pump(() => new Promise(() => {}), { ...pumpLimits, storeTimeoutMs: 30 })
    expect(await pump.append([entry('a')])).toEqual(['unavailable'])
  })

  it('takes no more than its queue holds', async () => {
    const pump = new Pump(async (all) => all.map(() => 'accepted'), { ...pumpLimits, maxQueueRecords: 2 })
    expect(await pump.append([entry('a'), entry('b'), entry('c')])).toEqual(['accepted', 'accepted', 'full'])
  })

  it.each([[[]], [['accepted'] as const]])('accepts nothing that has no outcome: %j of two', async (outcomes) => {
    const pump = new Pump(async () => outcomes)
    expect(await pump.append([entry('a'), entry('b')])).toEqual([...outcomes, 'unavailable', 'unavailable'].slice(0, 2))
  })

  it('answers what the log says of each', async () => {
    const outcomes: RelayOutcome[] = ['accepted', 'unavailable', 'full', 'refused']
    const pump = new Pump(async () => outcomes)
    expect(await pump.append(outcomes.map(entry))).toEqual(outcomes)
  })
})

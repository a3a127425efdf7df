import type { EachBatchPayload } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { Positions } from './positions.ts'

const batch = (fetchedOffset: number) =>
  ({ partition: 0, fetchedOffset: String(fetchedOffset) }) as unknown as EachBatchPayload['batch']
const controls = (from: number, to: number) => ({
  topic: 'votes',
  partition: 0,
  batchSize: 0,
  firstOffset: String(from),
  lastOffset: String(to),
  highWatermark: '100',
  offsetLag: '0',
  offsetLagLow: '0',
})

function at(position?: number, bounds = { start: 0, end: 100 }) {
  const positions = new Positions({ bounds: async () => bounds })
  if (position !== undefined) positions.set(0, position)
  return positions
}

describe('the position of a fetched batch', () => {
  it('is where it was fetched from when nothing is known, and when that is where it should be', async () => {
    expect(await at().place(batch(7))).toEqual({ first: 7 })
    expect(await at(7).place(batch(7))).toEqual({ first: 7 })
  })

  it('passes no records over: what was to be read is there, so it is read', async () => {
    expect(await at(7).place(batch(9))).toEqual({ seek: 7 })
    expect(await at(7).place(batch(3))).toEqual({ seek: 7 })
  })

  it('stays where it was over control records, however many batches of them', async () => {
    const positions = at(7)
    positions.see(controls(7, 8))
    positions.see(controls(9, 11))
    expect(await positions.place(batch(12))).toEqual({ first: 7 })
    positions.see(controls(3, 3))
    expect(await positions.place(batch(14))).toEqual({ seek: 7 })
  })

  it('knows how far control records were passed over, until it is set anew', () => {
    const positions = at(7)
    expect(positions.hasPassed(0, 12)).toBe(false)
    positions.see(controls(7, 11))
    expect(positions.hasPassed(0, 12)).toBe(true)
    expect(positions.hasPassed(0, 13)).toBe(false)
    positions.set(0, 12)
    expect(positions.hasPassed(0, 12)).toBe(false)
  })

  it('is for the handler to judge when the log begins behind it or ends before it', async () => {
    expect(await at(7, { start: 50, end: 100 }).place(batch(50))).toEqual({ look: 50 })
    expect(await at(700).place(batch(0))).toEqual({ look: 0 })
  })

  it('is forgotten when the partitions are assigned anew', async () => {
    const positions = at(7)
    positions.clear()
    expect(await positions.place(batch(9))).toEqual({ first: 9 })
  })

  it('is not guessed if kafkajs does not say it', async () => {
    await expect(at(7).place({ partition: 0 } as EachBatchPayload['batch'])).rejects.toThrow('no longer says')
  })
})

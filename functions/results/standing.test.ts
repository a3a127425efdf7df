import { describe, expect, it } from 'vitest'
import { standingOf } from './standing.ts'

const fields = (incarnation: string, count: number) =>
  Array.from({ length: count }, (_, partition) => `${incarnation}:${partition}`)
const none = new Map<string, number>()
const all = (names: readonly string[], value: number) => new Map(names.map((name) => [name, value]))

describe('standing', () => {
  it('is recounting without watermarks, however much was seen', () => {
    expect(standingOf({ watermarks: none, seen: all(fields('a', 12), 5), partitions: new Map([['a', 12]]) })).toEqual({
      state: 'recounting',
      asOfMs: null,
    })
  })

  it('is recounting while one partition of each incarnation has no watermark', () => {
    const watermarks = all([...fields('a', 11), ...fields('b', 11)], 3)
    expect(standingOf({ watermarks, seen: watermarks, partitions: none }).state).toBe('recounting')
  })

  it('is open with all watermarks, and as old as the partition seen longest ago', () => {
    const seen = all(fields('a', 12), 900).set('a:7', 400)
    expect(standingOf({ watermarks: all(fields('a', 12), 0), seen, partitions: none })).toEqual({
      state: 'open',
      asOfMs: 400,
    })
  })

  it('has no age while a partition was never seen', () => {
    expect(
      standingOf({ watermarks: all(fields('a', 12), 0), seen: all(fields('a', 11), 9), partitions: none }),
    ).toEqual({
      state: 'open',
      asOfMs: null,
    })
  })

  it('asks for as many watermarks as the tally names partitions, and for the planned ones where it names none', () => {
    const state = (count: number, named?: number) => {
      const partitions = new Map(named === undefined ? [] : [['a', named]])
      return standingOf({ watermarks: all(fields('a', count), 0), seen: none, partitions }).state
    }
    expect([state(15, 16), state(16, 16), state(3, 4), state(4, 4)]).toEqual([
      'recounting',
      'open',
      'recounting',
      'open',
    ])
    expect([state(11), state(12), state(16)]).toEqual(['recounting', 'open', 'open'])
  })

  it('stays open while partitions are added whose first step is yet to come', () => {
    const watermarks = all(fields('a', 12), 0)
    expect(standingOf({ watermarks, seen: watermarks, partitions: new Map([['a', 12]]) }).state).toBe('open')
    watermarks.set('a:14', 0)
    expect(standingOf({ watermarks, seen: watermarks, partitions: new Map([['a', 12]]) }).state).toBe('open')
  })

  it('goes by the incarnation that is alive, not by what an older one left', () => {
    const watermarks = all([...fields('old', 12), ...fields('new', 12)], 1)
    const seen = new Map([...all(fields('old', 12), 10), ...all(fields('new', 12), 990)])
    expect(standingOf({ watermarks, seen, partitions: none }).asOfMs).toBe(990)
  })

  it('takes an incarnation with colons in its name as one', () => {
    const watermarks = all(fields('2026-01-01T00:00:00Z', 12), 1)
    expect(standingOf({ watermarks, seen: watermarks, partitions: none }).state).toBe('open')
  })
})

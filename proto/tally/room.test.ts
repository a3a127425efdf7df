import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { incrementsOf } from './increments.ts'
import { counterKinds, overflowFields } from './keys.ts'
import { NameRoom, namedKinds, type TallyRoom, tallyRoom, underFieldsOf, withinRoom } from './room.ts'

const vote = (name: string, album = 'Uno', rank = 1) =>
  ({ contest: 'default', name, album, rank, channel: 'edge', at: '2026-11-25T20:15:09.999Z' }) as const
const small: TallyRoom = { bands: 3, albums: 4, ranks: 5, nameBytes: 1_000 }
const sumOf = (counter: ReadonlyMap<string, number>) => [...counter.values()].reduce((sum, votes) => sum + votes, 0)

const votes = fc.array(
  fc
    .tuple(
      fc.constantFrom('a', 'b', 'c', 'd', 'é'.repeat(9)),
      fc.constantFrom('x', 'y'),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([name, album, rank]) => vote(name, album, rank)),
)
const room = fc.record({
  bands: fc.nat(4),
  albums: fc.nat(6),
  ranks: fc.nat(9),
  nameBytes: fc.nat(200),
})

describe('the room for names', () => {
  it('is what the contract says', () => {
    expect(tallyRoom).toEqual({ bands: 10_000, albums: 25_000, ranks: 100_000, nameBytes: 4_194_304 })
    expect(overflowFields).toEqual({ bands: '', albums: '["",""]', ranks: '["","",0]' })
  })

  it('takes names until their number or their bytes are reached, then none any more', () => {
    const names = new NameRoom({ ...small, nameBytes: 8 }, { nameBytes: 2, fields: () => 1 })
    expect([names.takes('bands', 'éé'), names.takes('bands', 'ééé'), names.takes('bands', 'x')]).toEqual([
      true,
      false,
      false,
    ])
    expect([names.takes('albums', 'x'), names.nameBytes]).toEqual([true, 7])
  })

  it('goes first to the names with most votes', () => {
    const many = ['a', 'b', 'b', 'c', 'c', 'd', 'e', 'e'].map((name) => vote(name))
    const bands = withinRoom(incrementsOf(many), small).get('default')?.bands
    expect(bands).toEqual(
      new Map([
        ['b', 2],
        ['c', 2],
        ['e', 2],
        ['', 2],
      ]),
    )
  })

  it('changes nothing where all names have room', () => {
    const increments = incrementsOf(['a', 'b', 'b'].map((name) => vote(name)))
    expect(withinRoom(increments, small)).toEqual(increments)
  })

  it('never loses a vote, gives a field all votes of its name, and is never exceeded', () => {
    fc.assert(
      fc.property(votes, room, (given, limits) => {
        const increments = incrementsOf(given)
        const whole = increments.get('default')
        const within = withinRoom(increments, limits).get('default')
        if (!whole || !within) return
        for (const kind of counterKinds) expect(sumOf(within[kind])).toBe(given.length)
        let nameBytes = 0
        for (const kind of namedKinds) {
          const own = [...within[kind]].filter(([field]) => field !== overflowFields[kind])
          for (const [field, count] of own) expect(count).toBe(whole[kind].get(field))
          expect(own.length).toBeLessThanOrEqual(limits[kind])
          nameBytes += own.reduce((sum, [field]) => sum + Buffer.byteLength(field), 0)
          expect(underFieldsOf(within[kind], kind, whole[kind])).toEqual(within[kind])
        }
        expect(nameBytes).toBeLessThanOrEqual(limits.nameBytes)
      }),
    )
  })

  it('lets a comparison see a field that is lost, with an overflow field too', () => {
    const whole = new Map([
      ['a', 3],
      ['b', 2],
      ['c', 1],
    ])
    const lost = new Map([
      ['a', 3],
      ['', 1],
    ])
    expect(underFieldsOf(lost, 'bands', whole).get('')).toBe(3)
    expect(underFieldsOf(new Map([['a', 3]]), 'bands', whole)).toBe(whole)
  })
})

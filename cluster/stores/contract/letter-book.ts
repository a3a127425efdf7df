import { describe, expect, it, onTestFinished } from 'vitest'
import type { Redriven, Source } from '../ports/source.ts'
import type { VoteArchive } from '../ports/vote-archive.ts'
import { sampleRow } from './samples.ts'

/** What every archive must know of dead letters. `open` gives one that is empty. */
export function letterBookContract(name: string, open: () => Promise<VoteArchive>): void {
  async function opened(): Promise<VoteArchive> {
    const archive = await open()
    onTestFinished(() => archive.close())
    await archive.incarnation()
    return archive
  }
  const at = (offset: number, more: Partial<Source> = {}): Source => ({
    incarnation: '1',
    partition: 3,
    offset,
    ...more,
  })
  const reject = (source: Source, reason: 'duplicate' | 'unparsable' | 'dead', redriven?: Redriven) => ({
    source,
    key: 'k',
    reason,
    value: JSON.stringify(sampleRow('k').record),
    ...(redriven ? { redriven } : {}),
  })

  describe(`${name} as what is known of dead letters`, () => {
    it('names the records of a stretch that were rejected for what they are', async () => {
      const archive = await opened()
      await archive.advanceProgress({ incarnation: '1', partition: 3, first: 0, next: 9, lastKey: 'k', counted: [] })
      await archive.reject([
        reject(at(1), 'dead'),
        reject(at(2), 'unparsable'),
        reject(at(3), 'duplicate'),
        reject(at(4), 'dead'),
        reject(at(2, { partition: 4 }), 'dead'),
        reject(at(2, { incarnation: '2' }), 'dead'),
      ])
      const found = async (from: number, below: number) =>
        [...(await archive.rejectedForThemselves({ incarnation: '1', partition: 3, from, below }))].sort()
      expect(await found(0, 9)).toEqual([1, 2, 4])
      expect(await found(2, 4)).toEqual([2])
      expect(await found(5, 9)).toEqual([])
    })

    it('leaves out one whose row is there after all: a row decides', async () => {
      const archive = await opened()
      await archive.advanceProgress({ incarnation: '1', partition: 3, first: 0, next: 9, lastKey: 'k', counted: [1] })
      await archive.reject([reject(at(1), 'dead'), reject(at(2), 'dead')])
      await archive.insert([sampleRow('a', at(1)), sampleRow('b', at(2, { partition: 4 }))])
      const places = { incarnation: '1', partition: 3, from: 0, below: 9 }
      expect(await archive.rejectedForThemselves(places)).toEqual(new Set([2]))
    })

    it('decides the fate of a letter once, whoever comes second', async () => {
      const archive = await opened()
      expect(await archive.fates()).toEqual(new Map())
      expect(await archive.decideFate(at(1), 'redriven')).toBe('redriven')
      expect(await archive.decideFate(at(1), 'discarded')).toBe('redriven')
      expect(await archive.decideFate(at(2), 'discarded')).toBe('discarded')
      expect(await archive.decideFate(at(2), 'redriven')).toBe('discarded')
      const both = await Promise.all([archive.decideFate(at(3), 'redriven'), archive.decideFate(at(3), 'discarded')])
      expect(both[0]).toBe(both[1])
      expect(await archive.fates()).toEqual(
        new Map([
          ['1:3:1', 'redriven'],
          ['1:3:2', 'discarded'],
          ['1:3:3', both[0]],
        ]),
      )
    })

    it('names every row and reject of a redriven record, with the letter that was redriven', async () => {
      const archive = await opened()
      expect(await archive.redriven()).toEqual([])
      const first = { origin: at(1), letter: at(1) }
      const again = { origin: at(1), letter: at(5) }
      await archive.insert([
        sampleRow('a', at(8)),
        { ...sampleRow('b', at(9)), redriven: again },
        { ...sampleRow('a', at(10)), redriven: again },
      ])
      await archive.reject([reject(at(5), 'dead', first), reject(at(10), 'duplicate', again), reject(at(11), 'dead')])
      const places = (await archive.redriven()).map(({ letter, source }) => [letter.offset, source])
      expect(
        places.sort(
          (one, other) => Number(one[0]) - Number(other[0]) || JSON.stringify(one).localeCompare(JSON.stringify(other)),
        ),
      ).toEqual([
        [1, at(5)],
        [5, at(10)],
        [5, at(9)],
      ])
    })
  })
}

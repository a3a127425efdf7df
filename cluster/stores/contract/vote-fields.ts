import { archivedFields, publicFields, type VoteRecord } from '@aplauso/proto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fullRecord, sampleRow } from './samples.ts'
import type { ViewedArchive } from './vote-log-view.ts'

export interface InspectedArchive extends ViewedArchive {
  /** the record that is stored under a key, as the engine holds it */
  storedRecord(key: string): Promise<unknown>
}

const of = (names: readonly (keyof VoteRecord)[], record: VoteRecord) =>
  Object.fromEntries(names.flatMap((name) => (record[name] === undefined ? [] : [[name, record[name]]])))

/** What every archive holds and shows of a record, field by field. `open` gives one that is empty, and a view of it. */
export function voteFieldsContract(name: string, open: () => Promise<InspectedArchive>): void {
  async function opened() {
    const inspected = await open()
    onTestFinished(async () => {
      await inspected.view.close()
      await inspected.archive.close()
    })
    return { ...inspected, incarnation: await inspected.archive.incarnation() }
  }

  describe(`${name} and the fields of a vote`, () => {
    it('stores every field that is archived, in the record’s order', async () => {
      const { archive, storedRecord } = await opened()
      await archive.insert([{ ...sampleRow('full'), record: fullRecord }])
      const stored = await storedRecord('full')
      expect(stored).toStrictEqual(of(archivedFields, fullRecord))
      expect(Object.keys(Object(stored))).toEqual(archivedFields)
    })

    it('leaves out what a record leaves out', async () => {
      const { archive, storedRecord } = await opened()
      const row = sampleRow('short')
      await archive.insert([row])
      expect(await storedRecord('short')).toStrictEqual(of(archivedFields, row.record))
    })

    it('stores a record’s own fields and nothing else that its text held', async () => {
      const { archive, storedRecord } = await opened()
      const strange = { ...fullRecord, $where: '1', 'a.b': 2, toBSON: 3 }
      await archive.insert([{ ...sampleRow('strange'), record: strange }])
      expect(await storedRecord('strange')).toStrictEqual(of(archivedFields, fullRecord))
    })

    it('shows every public field of votes and duplicates, and no other', async () => {
      const { archive, view, incarnation } = await opened()
      const at = (offset: number) => ({ incarnation, partition: 0, offset })
      await archive.insert([{ ...sampleRow('full', at(0)), record: fullRecord }])
      await archive.reject([{ source: at(1), key: 'full', reason: 'duplicate', value: JSON.stringify(fullRecord) }])
      const stretches = [{ partition: 0, from: 0, below: 9, limit: 9 }]
      const [rows = []] = await view.rows({ incarnation, stretches, order: 'ascending', filter: {} })
      const shown = of(publicFields, fullRecord)
      expect(rows.map(({ vote }) => vote)).toStrictEqual([
        { ...shown, status: 'counted' },
        { ...shown, status: 'duplicate' },
      ])
    })
  })
}

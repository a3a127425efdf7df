import { type ArchiveRow, type DeadLetter, type LogRecord, type Reject, RowsRefused } from '@aplauso/stores'
import { describe, expect, it } from 'vitest'
import { decide } from './decide.ts'

const record = {
  v: 1,
  contest: 'default',
  id: 'a',
  name: 'A',
  album: 'B',
  year: 1987,
  rank: 1,
  rules: 1,
  channel: 'grpc',
  at: '2026-11-25T20:15:00.000Z',
}
const text = (members: object = {}) => JSON.stringify({ ...record, ...members })
const incarnation = '1'
const sourceAt = (offset: number) => ({ incarnation, partition: 3, offset })

interface Behaviour {
  /** offsets of rows under whose key another record's row lies */
  readonly taken?: readonly number[]
  readonly refused?: readonly number[]
  readonly judged?: readonly number[]
}

/** Stores that keep what is written to them, and the order in which each write became durable. */
function recording({ taken = [], refused = [], judged = [] }: Behaviour = {}) {
  const rows: ArchiveRow[] = []
  const letters: DeadLetter[] = []
  const rejects: Reject[] = []
  const order: string[] = []
  /** A write takes a few turns of the event loop: who does not wait for it is found out. */
  async function durably(what: string, turns: number, write: () => void) {
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    write()
    order.push(what)
  }
  const stores = {
    archive: {
      async insert(some: readonly ArchiveRow[]) {
        const culprits = [...some.entries()].filter(([, { source }]) => refused.includes(source.offset))
        if (culprits.length > 0) throw new RowsRefused(culprits.map(([place]) => place))
        await durably('rows', 2, () => rows.push(...some))
        return some.map(({ source }) => !taken.includes(source.offset))
      },
      reject: (some: readonly Reject[]) => durably('rejects', 2, () => rejects.push(...some)),
      rejectedForThemselves: async () => new Set(judged),
    },
    deadLetters: { bury: (some: readonly DeadLetter[]) => durably('letters', 9, () => letters.push(...some)) },
  }
  return { stores, rows, letters, rejects, order }
}

function batchOf(records: readonly LogRecord[]) {
  const next = (records.at(-1)?.offset ?? -1) + 1
  return { partition: 3, first: records[0]?.offset ?? 0, next, end: next, records }
}

const at = (offset: number, value: string, more: Partial<LogRecord> = {}) => ({
  offset,
  key: `k${offset}`,
  value,
  ...more,
})

describe('a batch', () => {
  it('is decided record by record: what counts, duplicates, dead letters, texts that never were a record', async () => {
    const { stores, rows, letters, rejects } = recording({ taken: [1], refused: [6] })
    const records = [
      at(0, text()),
      at(1, text({ id: 'b' })),
      at(2, text({ v: 2 })),
      at(3, text({ channel: 'sms' })),
      at(4, text({ name: 'x'.repeat(310_000) })),
      at(5, '{"v":1'),
      at(6, text({ id: 'c' })),
      at(7, text(), { key: '' }),
      at(8, text(), { key: 'k'.repeat(200) }),
      at(9, JSON.stringify({ v: 1, kind: 'void' })),
    ]
    const decision = await decide(stores, batchOf(records), incarnation)
    expect(decision.offsets).toEqual([0])
    expect(decision.counted).toEqual([record])
    expect(rows.map(({ source }) => source.offset)).toEqual([0, 1])
    const found = letters.map(({ source, reason }) => [source.offset, reason])
    expect(found.sort()).toEqual([
      [2, 'unknown version 2'],
      [3, 'unknown channel "sms"'],
      [4, 'longer than the contract: name'],
      [6, 'refused by the archive'],
      [8, 'longer than the contract: key'],
      [9, 'unknown kind "void"'],
    ])
    for (const { source, key, value } of letters)
      expect({ offset: source.offset, key, value }).toEqual(records[source.offset])
    const reasons = rejects.map(({ source, reason }) => [source.offset, reason])
    expect(reasons.sort()).toEqual([
      [1, 'duplicate'],
      [2, 'dead'],
      [3, 'dead'],
      [4, 'dead'],
      [5, 'unparsable'],
      [6, 'dead'],
      [7, 'unparsable'],
      [8, 'dead'],
      [9, 'dead'],
    ])
    expect(decision).toMatchObject({ duplicates: 1, unparsable: 2, dead: 6, letters })
  })

  it('is decided only when its letters are durable, and each reject of a letter is written behind it', async () => {
    const { stores, order } = recording()
    await decide(stores, batchOf([at(0, text()), at(1, text({ v: 2 }))]), incarnation)
    expect(order).toEqual(['rows', 'letters', 'rejects'])
  })

  it('is not judged again where the rejects already hold it for what it is', async () => {
    const { stores, rows, letters, rejects } = recording({ judged: [0, 1] })
    const decision = await decide(stores, batchOf([at(0, text()), at(1, text({ v: 2 })), at(2, text())]), incarnation)
    expect(decision.offsets).toEqual([2])
    expect(rows.map(({ source }) => source.offset)).toEqual([2])
    expect([letters, rejects]).toEqual([[], []])
  })

  it('passes on where its redriven records come from: letter by letter, the first one’s source again', async () => {
    const { stores, rows, letters, rejects } = recording({ taken: [1] })
    const redriven = { origin: sourceAt(7), letter: sourceAt(40) }
    const records = [at(0, text(), { redriven }), at(1, text(), { redriven }), at(2, text({ v: 2 }), { redriven })]
    await decide(stores, batchOf(records), incarnation)
    expect(rows.map((row) => row.redriven)).toEqual([redriven, redriven])
    expect(rejects.map(({ reason, redriven: kept }) => [reason, kept])).toEqual([
      ['duplicate', redriven],
      ['dead', redriven],
    ])
    expect(letters).toMatchObject([{ source: sourceAt(2), origin: redriven.origin }])
  })

  it('keeps no text among the rejects that is larger than any record', async () => {
    const { stores, letters, rejects } = recording()
    const huge = text({ name: 'x'.repeat(2_000_000) })
    await decide(stores, batchOf([at(0, huge), at(1, 'x'.repeat(2_000_000))]), incarnation)
    expect(letters[0]?.value).toBe(huge)
    expect(rejects.map(({ value }) => value.length)).toEqual([1_000_000, 1_000_000])
  })
})

import { setImmediate as turn } from 'node:timers/promises'
import { addIncrements, type GrowingIncrements, incrementsOf } from '@aplauso/proto'
import type { Collection } from 'mongodb'
import type { ArchiveSum, Cut, Pause } from '../ports/vote-archive.ts'
import type { VoteDocument } from './documents.ts'
import type { LastingClient } from './lasting-client.ts'

/** Adding them up takes some milliseconds, in which the event loop is blocked. */
const groupSize = 1_000

export interface Summed {
  readonly incarnation: string
  /** incarnations of which all rows are summed */
  readonly earlier: ReadonlySet<string>
  /** rows of `incarnation` are summed from `from` (0 where it is left out) up to `below` */
  readonly below: Cut
  readonly from?: Cut | undefined
  /** between groups of rows */
  readonly pause?: Pause | undefined
}

/** Sums the counters of rows as they stream by. Only the sums are held in memory. */
export async function sumRows(
  rows: AsyncIterable<Pick<VoteDocument, 'source' | 'record'>>,
  { incarnation, earlier, below, from, pause = turn }: Summed,
): Promise<ArchiveSum> {
  const sums: GrowingIncrements = new Map()
  const numbers = new Map([...below.keys()].map((partition) => [partition, 0]))
  let group: VoteDocument['record'][] = []
  for await (const { source, record } of rows) {
    const { partition, offset } = source
    if (source.incarnation !== incarnation) {
      if (!earlier.has(source.incarnation)) continue
    } else {
      if (offset >= (below.get(partition) ?? 0) || offset < (from?.get(partition) ?? 0)) continue
      numbers.set(partition, (numbers.get(partition) ?? 0) + 1)
    }
    group.push(record)
    if (group.length < groupSize) continue
    addIncrements(sums, incrementsOf(group))
    group = []
    await pause()
  }
  addIncrements(sums, incrementsOf(group))
  return { increments: sums, rows: numbers }
}

/** The index of a row's place in the log. */
export const sourceIndex = { 'source.incarnation': 1, 'source.partition': 1, 'source.offset': 1 } as const

const options = { projection: { source: 1, record: 1 }, batchSize: 2_000 }

/** The rows that a sum may need: each partition's range by the index of sources, then the earlier incarnations'. */
export async function* rowsByIndex(
  client: LastingClient<{ readonly votes: Collection<VoteDocument> }>,
  { incarnation, earlier, below, from }: Summed,
): AsyncGenerator<VoteDocument, void, undefined> {
  for (const [partition, end] of below) {
    const start = from?.get(partition) ?? 0
    if (start < end)
      yield* client.read(({ votes }) => rangeByIndex(votes, { incarnation, partition, from: start, below: end }))
  }
  for (const name of earlier) {
    yield* client.read(({ votes }) => votes.find({ 'source.incarnation': name }, { ...options, hint: sourceIndex }))
  }
}

/** The rows of a range of one partition. */
export function rangeByIndex(votes: Collection<VoteDocument>, { incarnation, partition, from, below }: Range) {
  const place = { 'source.incarnation': incarnation, 'source.partition': partition }
  return votes.find({ ...place, 'source.offset': { $gte: from, $lt: below } }, { ...options, hint: sourceIndex })
}

interface Range {
  readonly incarnation: string
  readonly partition: number
  readonly from: number
  readonly below: number
}

/** All rows: FerretDB looks through them whatever it is asked, and a question that finds few there has no end in time. */
export function allRows(
  client: LastingClient<{ readonly votes: Collection<VoteDocument> }>,
): AsyncGenerator<VoteDocument, void, undefined> {
  return client.read(({ votes }) => votes.find({}, options))
}

import { type CounterKind, counterKinds, type Increments, incrementsOf, type VoteRecord } from '@aplauso/proto'
import type { ArchiveSum, Cut } from '../ports/vote-archive.ts'
import type { VoteDocument } from './documents.ts'

const groupSize = 5_000

export interface Summed {
  readonly incarnation: string
  /** incarnations of which all rows are summed */
  readonly earlier: ReadonlySet<string>
  /** rows of `incarnation` are summed from `from` (0 where it is left out) up to `below` */
  readonly below: Cut
  readonly from?: Cut | undefined
}

/** Sums the counters of rows as they stream by. Only the sums are held in memory. */
export async function sumRows(
  rows: AsyncIterable<Pick<VoteDocument, 'source' | 'record'>>,
  { incarnation, earlier, below, from }: Summed,
): Promise<ArchiveSum> {
  const sums: Sums = new Map()
  const numbers = new Map([...below.keys()].map((partition) => [partition, 0]))
  let group: VoteRecord[] = []
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
    add(sums, incrementsOf(group))
    group = []
  }
  add(sums, incrementsOf(group))
  return { increments: sums, rows: numbers }
}

type Sums = Map<string, Record<CounterKind, Map<string, number>>>

function add(sums: Sums, increments: Increments): void {
  for (const [contest, kinds] of increments) {
    const sum = sums.get(contest)
    if (!sum) {
      sums.set(contest, kinds as Record<CounterKind, Map<string, number>>)
      continue
    }
    for (const kind of counterKinds) {
      for (const [field, votes] of kinds[kind]) sum[kind].set(field, (sum[kind].get(field) ?? 0) + votes)
    }
  }
}

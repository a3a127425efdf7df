import { type CounterKind, counterKinds, type Increments, incrementsOf, type VoteRecord } from '@aplauso/proto'
import type { Cut } from '../ports/vote-archive.ts'
import type { VoteDocument } from './documents.ts'

const groupSize = 5_000

/**
 * Sums the counters of rows as they stream by: those of `incarnation` below the cut, and all of `earlier` ones. Only the
 * sums are held in memory.
 */
export async function sumRows(
  rows: AsyncIterable<Pick<VoteDocument, 'source' | 'record'>>,
  incarnation: string,
  earlier: ReadonlySet<string>,
  cut: Cut,
): Promise<Increments> {
  const sums: Sums = new Map()
  let group: VoteRecord[] = []
  for await (const { source, record } of rows) {
    const counts =
      source.incarnation === incarnation
        ? source.offset < (cut.get(source.partition) ?? 0)
        : earlier.has(source.incarnation)
    if (!counts) continue
    group.push(record)
    if (group.length < groupSize) continue
    add(sums, incrementsOf(group))
    group = []
  }
  add(sums, incrementsOf(group))
  return sums
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

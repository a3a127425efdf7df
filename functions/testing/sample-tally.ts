import { incrementsOf, type VoteRecord } from '@aplauso/proto'
import { openTally } from '@aplauso/stores/open'

/** A vote's record, for tests. */
export function sampleVote(more: Partial<VoteRecord> = {}): VoteRecord {
  return {
    v: 1,
    contest: 'default',
    id: 'vote-1',
    name: 'Alux Nahual',
    album: 'Alto al Fuego',
    year: 1987,
    rank: 8.5,
    rules: 1,
    channel: 'edge',
    at: new Date().toISOString(),
    ...more,
  }
}

/** Watermarks of every partition. */
export const everyPartition: ReadonlyMap<number, number> = new Map(Array.from({ length: 12 }, (_, index) => [index, 7]))

/** Makes the embedded tally in a folder count exactly these votes. */
export async function countVotes(folder: string, votes: readonly VoteRecord[], partitions = everyPartition) {
  const tally = await openTally({ APLAUSO_DATA: folder })
  await tally.install('i1', partitions, incrementsOf(votes))
  await tally.close()
}

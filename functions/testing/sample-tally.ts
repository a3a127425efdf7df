import { incrementsOf, type VoteRecord } from '@aplauso/proto'
import { openTally } from '@aplauso/stores/from-environment'

export { sampleRecord as sampleVote } from '../../cluster/stores/contract/samples.ts'

/** Watermarks of every partition. */
const everyPartition: ReadonlyMap<number, number> = new Map(Array.from({ length: 12 }, (_, index) => [index, 7]))

/** Makes the embedded tally in a folder count exactly these votes. */
export async function countVotes(folder: string, votes: readonly VoteRecord[], partitions = everyPartition) {
  const tally = await openTally({ APLAUSO_DATA: folder })
  await tally.install('i1', partitions, incrementsOf(votes))
  await tally.close()
}

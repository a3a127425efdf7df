import { openArchive } from '@aplauso/stores/from-environment'
import { sampleVote } from './sample-tally.ts'

const partitions = 12
const batchRows = 5_000

/** Fills an embedded archive with votes of all partitions, decided to their end; no two have the same time `at`. */
export async function fillArchive(folder: string, rows: number): Promise<void> {
  const archive = await openArchive({ APLAUSO_DATA: folder })
  const incarnation = await archive.incarnation()
  const startMs = Date.parse('2026-01-01T00:00:00Z')
  for (let first = 0; first < rows; first += batchRows) {
    const numbers = Array.from({ length: Math.min(batchRows, rows - first) }, (_, at) => first + at)
    await archive.insert(
      numbers.map((number) => ({
        key: `secret-key-${number}`,
        source: { incarnation, partition: number % partitions, offset: Math.floor(number / partitions) },
        digest: 'digest',
        record: sampleVote({
          id: `secret-id-${number}`,
          voter: 'secret-voter',
          year: 1950 + (number % 70),
          rank: number % 101,
          at: new Date(startMs + number).toISOString(),
        }),
      })),
    )
  }
  const next = Math.ceil(rows / partitions)
  for (let partition = 0; partition < partitions; partition += 1) {
    await archive.raiseProgress({ incarnation, partition, next })
  }
  await archive.close()
}

import type { LogBatch } from '@aplauso/stores'
import type { Decision } from './decide.ts'

interface PartitionStats {
  /** the next position to apply */
  watermark: number
  /** the log's end when the last batch was read */
  end: number
}

/** What a consumer has done since it started, for the metrics endpoint. */
export class ConsumerStats {
  readonly partitions = new Map<number, PartitionStats>()
  batches = 0
  counted = 0
  duplicates = 0
  unparsable = 0
  deadLetters = 0
  refusedSteps = 0
  rebuilds = 0
  gaps = 0
  /** counters that differed at the last recount; undefined before the first one */
  recountDifference: number | undefined

  applied(batch: LogBatch, decision: Decision): void {
    this.batches += 1
    this.counted += decision.counted.length
    this.duplicates += decision.duplicates
    this.unparsable += decision.unparsable
    this.deadLetters += decision.dead
    this.partitions.set(batch.partition, { watermark: batch.next, end: batch.end })
  }

  lost(partitions: readonly number[]): void {
    for (const partition of this.partitions.keys())
      if (!partitions.includes(partition)) this.partitions.delete(partition)
  }
}

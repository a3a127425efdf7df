import type { LogBatch } from '@aplauso/stores'
import type { Decision } from './decide.ts'

interface PartitionStats {
  /** the next position to apply */
  watermark: number
  /** the log's end when the last batch was read, or when it was asked for since */
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

  applied(batch: LogBatch, decision: Omit<Decision, 'letters'>): void {
    this.batches += 1
    this.counted += decision.counted.length
    this.duplicates += decision.duplicates
    this.unparsable += decision.unparsable
    this.deadLetters += decision.dead
    this.partitions.set(batch.partition, { watermark: batch.next, end: batch.end })
  }

  /** The log's end of a partition of which no batch has come since the last look. */
  checked(partition: number, watermark: number, end: number): void {
    this.partitions.set(partition, { watermark, end: Math.max(end, watermark) })
  }

  lost(partitions: readonly number[]): void {
    for (const partition of this.partitions.keys())
      if (!partitions.includes(partition)) this.partitions.delete(partition)
  }
}

import type { AppendResult } from '@aplauso/proto'
import type { Redriven } from './source.ts'

/**
 * The partitions that the topic `votes` is made with. A log may have more: readers ask the log, the archive or the tally,
 * and count on this number only where older data names none.
 */
export const plannedPartitions = 12

/** A record to append: the vote key decides the partition. */
export interface LogEntry {
  readonly key: string
  readonly value: string
  /** where a redriven record comes from; a door writes none */
  readonly redriven?: Redriven
}

/** The writing side of the log `votes`. */
export interface VoteLogProducer {
  /** Resolves with what became of the record; `accepted` is durable (Kafka: acks=all). Many callers' records travel together. */
  append(entry: LogEntry): Promise<AppendResult>
  /** Whether the log answered last time it was asked. */
  isUp(): boolean
  /** Flushes what waits (bounded in time) and disconnects. */
  close(): Promise<void>
}

/** A record read back. Offsets are whole numbers below 2^53. */
export interface LogRecord {
  readonly offset: number
  readonly key: string
  readonly value: string
  readonly redriven?: Redriven
}

/**
 * Records of one partition, in order. `first` is the position that was read from (not the first record's offset: there
 * may be gaps), `next` the position after the last record, `end` the log's end when they were read.
 */
export interface LogBatch {
  readonly partition: number
  readonly first: number
  readonly next: number
  readonly end: number
  readonly records: readonly LogRecord[]
}

export interface LogHandler {
  /** Partitions that this consumer owns from now on; called again, with all of them, after each rebalance. */
  assigned(partitions: readonly number[]): void
  /**
   * Handles a batch. Batches of a partition come one after the other.
   * @returns the position to read from next: `batch.next` to go on, another one to seek
   * @throws where nothing was decided: the same position is read again after a pause
   */
  batch(batch: LogBatch): Promise<number>
}

/** The reading side of the log: a member of the group `aplauso-consumer`. */
export interface VoteLogConsumer {
  /** Starts reading; resolves when reading has begun. Each partition begins at the group's committed position, else at the log's start. */
  start(handler: LogHandler): Promise<void>
  /** Reads the partition from another position, from the next fetch on. */
  seek(partition: number, position: number): void
  /** Notes how far a partition is done, for lag and scaling only; nothing depends on it. */
  commit(partition: number, position: number): Promise<void>
  /** The number of partitions. */
  partitions(): Promise<number>
  /** The log's start and end of a partition: the first offset still there and the next to be written. */
  bounds(partition: number): Promise<{ readonly start: number; readonly end: number }>
  /** The record at an offset, undefined where there is none. */
  recordAt(partition: number, offset: number): Promise<LogRecord | undefined>
  /** Whether the log holds records of a partition at or behind a position: its end may lie behind marks that are none. */
  hasRecords(partition: number, from: number): Promise<boolean>
  /** Resolves with an error when reading has ended permanently without `stop`; never rejects. */
  readonly crashed: Promise<Error>
  /** Finishes the batches in hand and leaves the group. */
  stop(): Promise<void>
}

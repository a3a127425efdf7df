import type { ConsumerStartBatchProcessEvent, EachBatchPayload } from 'kafkajs'
import type { KafkaReader } from './reader.ts'

/**
 * What is to be done with a fetched batch: hand it over as read from `first`; fetch from elsewhere; or ask the handler,
 * without records, where to go on from the position `look`.
 */
export type Place = { readonly first: number } | { readonly seek: number } | { readonly look: number }

/**
 * The position that each partition is read from. kafkajs moves it by itself in three cases: over control records of
 * transactions, which nobody needs; to the log's start where retention has deleted what was to be read, or where the log
 * ends before it. The last two are for the handler to judge.
 */
export class Positions {
  readonly #bounds: KafkaReader['bounds']
  readonly #expected = new Map<number, number>()
  /** Up to where a partition holds nothing but control records. */
  readonly #passed = new Map<number, number>()

  constructor(reader: Pick<KafkaReader, 'bounds'>) {
    this.#bounds = (partition) => reader.bounds(partition)
  }

  set(partition: number, position: number): void {
    this.#expected.set(partition, position)
    this.#passed.delete(partition)
  }

  /** Forgets all, when the partitions are assigned anew. */
  clear(): void {
    this.#expected.clear()
    this.#passed.clear()
  }

  /** Notes what kafkajs passes over without handing it to anybody: a batch with control records only. */
  see({ partition, batchSize, firstOffset, lastOffset }: ConsumerStartBatchProcessEvent['payload']): void {
    const from = this.#passed.get(partition) ?? this.#expected.get(partition)
    if (batchSize > 0 || from === undefined || Number(firstOffset ?? lastOffset) < from) return
    this.#passed.set(partition, Number(lastOffset) + 1)
  }

  /** Whether kafkajs has passed over all that lies before an offset, handing none of it to anybody. */
  hasPassed(partition: number, offset: number): boolean {
    return (this.#passed.get(partition) ?? 0) >= offset
  }

  /** Where a fetched batch lies. @throws StoreUnavailable if the log does not report its bounds */
  async place(batch: EachBatchPayload['batch']): Promise<Place> {
    const { partition } = batch
    const fetched = fetchedOffset(batch)
    const expected = this.#expected.get(partition) ?? fetched
    if (fetched === expected || this.#passed.get(partition) === fetched) return { first: expected }
    const { start, end } = await this.#bounds(partition)
    // What was to be read is there: a batch from elsewhere is an old one, or passes records over.
    return start <= expected && expected <= end ? { seek: expected } : { look: fetched }
  }
}

/** The offset that was asked for. kafkajs 2.2.4 has it and leaves it out of its type. */
function fetchedOffset(batch: EachBatchPayload['batch']): number {
  const { fetchedOffset: offset } = batch as typeof batch & { readonly fetchedOffset?: string }
  if (offset === undefined) throw new Error('kafkajs no longer says which offset it fetched from')
  return Number(offset)
}

import { QueueFull, RecordRefused, StoreUnavailable, type VoteLogProducer } from '@aplauso/stores'

/** What became of a record that was handed to the log. */
export const fates = ['accepted', 'full', 'unavailable', 'refused', 'internal'] as const

export type Fate = (typeof fates)[number]

/** A producer that counts what became of the records of one door, for the metrics endpoint. */
export class MeasuredProducer implements Pick<VoteLogProducer, 'append'> {
  readonly counts: Record<Fate, number> = { accepted: 0, full: 0, unavailable: 0, refused: 0, internal: 0 }
  /** records handed over and not answered yet */
  pending = 0
  readonly #producer: Pick<VoteLogProducer, 'append'>

  constructor(producer: Pick<VoteLogProducer, 'append'>) {
    this.#producer = producer
  }

  async append(entry: Parameters<VoteLogProducer['append']>[0]): Promise<void> {
    this.pending += 1
    try {
      await this.#producer.append(entry)
      this.counts.accepted += 1
    } catch (error) {
      this.counts[fateOf(error)] += 1
      throw error
    } finally {
      this.pending -= 1
    }
  }
}

function fateOf(error: unknown): Fate {
  if (error instanceof QueueFull) return 'full'
  if (error instanceof RecordRefused) return 'refused'
  return error instanceof StoreUnavailable ? 'unavailable' : 'internal'
}

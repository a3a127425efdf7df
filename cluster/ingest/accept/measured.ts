import { type AppendResult, appendResults } from '@aplauso/proto'
import type { LogEntry, VoteLogProducer } from '@aplauso/stores'

/** The results of append; `internal` is an error that nobody foresaw. */
export const measuredResults = [...appendResults, 'internal'] as const

/** A producer that counts the results of one door's records, for the metrics endpoint. */
export class MeasuredProducer implements Pick<VoteLogProducer, 'append'> {
  readonly counts: Record<AppendResult | 'internal', number> = {
    accepted: 0,
    full: 0,
    refused: 0,
    unavailable: 0,
    internal: 0,
  }
  /** records handed over and not answered yet */
  pending = 0
  readonly #producer: Pick<VoteLogProducer, 'append'>

  constructor(producer: Pick<VoteLogProducer, 'append'>) {
    this.#producer = producer
  }

  async append(entry: LogEntry): Promise<AppendResult> {
    let measured: AppendResult | 'internal' = 'internal'
    this.pending += 1
    try {
      measured = await this.#producer.append(entry)
      return measured
    } finally {
      this.counts[measured] += 1
      this.pending -= 1
    }
  }
}

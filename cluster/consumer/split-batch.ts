import type { LogBatch } from '@aplauso/stores'

/** Cuts a batch of two records or more in two that follow on one another. */
export function splitBatch(batch: LogBatch): readonly [LogBatch, LogBatch] {
  const middle = Math.ceil(batch.records.length / 2)
  const cut = batch.records[middle]?.offset ?? batch.next
  return [
    { ...batch, next: cut, records: batch.records.slice(0, middle) },
    { ...batch, first: cut, records: batch.records.slice(middle) },
  ]
}

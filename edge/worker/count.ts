import type { AppendResult } from '@aplauso/proto'

/** Where data points go, of which Workers Analytics Engine is one. */
export interface Dataset {
  writeDataPoint(point: { indexes: string[]; blobs: string[]; doubles: number[] }): void
}

/** Counts what became of a request's votes: one data point for each result, with how many votes had it. */
export function countResults(dataset: Dataset | undefined, results: readonly AppendResult[]): void {
  if (!dataset) return
  for (const [result, votes] of Map.groupBy(results, (each) => each)) {
    dataset.writeDataPoint({ indexes: [result], blobs: [result], doubles: [votes.length] })
  }
}

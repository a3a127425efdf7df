import type { RelayOutcome } from '@aplauso/proto'

/** Where data points go, of which Workers Analytics Engine is one. */
export interface Dataset {
  writeDataPoint(point: { indexes: string[]; blobs: string[]; doubles: number[] }): void
}

/** Counts the outcomes of a request's votes: one data point for each outcome, with how many votes had it. */
export function countOutcomes(dataset: Dataset | undefined, outcomes: readonly RelayOutcome[]): void {
  if (!dataset) return
  for (const [outcome, votes] of Map.groupBy(outcomes, (each) => each)) {
    dataset.writeDataPoint({ indexes: [outcome], blobs: [outcome], doubles: [votes.length] })
  }
}

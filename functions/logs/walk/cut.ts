import { type Cut, votePartitions } from '@aplauso/stores'

/**
 * A cut through the log: what lies below each partition's position on one side, the rest on the other. A page is what
 * lies between two cuts, so two pages that share one neither overlap nor leave anything out.
 */
export interface LogCut {
  readonly incarnation: string
  /** the next offset of each partition, by number */
  readonly positions: readonly number[]
}

export const partitions: readonly number[] = Array.from({ length: votePartitions }, (_, partition) => partition)

/** The same position in every partition. */
export function levelCut(incarnation: string, position: number): LogCut {
  return { incarnation, positions: partitions.map(() => position) }
}

/** The cut at an incarnation's horizon. */
export function cutOf(incarnation: string, horizon: Cut): LogCut {
  return { incarnation, positions: partitions.map((partition) => horizon.get(partition) ?? 0) }
}

/** The lower of two cuts of one incarnation, partition by partition. */
export function lowerOf(one: LogCut, other: LogCut): LogCut {
  const positions = partitions.map((partition) =>
    Math.min(one.positions[partition] ?? 0, other.positions[partition] ?? 0),
  )
  return { incarnation: one.incarnation, positions }
}

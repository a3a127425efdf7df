import type { Cut, LogIncarnation } from '@aplauso/stores'

/**
 * A cut through the log: what lies below each partition's position on one side, the rest on the other. A page is what
 * lies between two cuts, so two pages that share one neither overlap nor leave anything out. A cut that was made before
 * partitions were added has no positions for them: they lie above it, as if it were at 0 there.
 */
export interface LogCut {
  readonly incarnation: string
  /** the next offset of each partition, by number */
  readonly positions: readonly number[]
}

function cutAt({ name, partitions }: LogIncarnation, position: (partition: number) => number): LogCut {
  return { incarnation: name, positions: Array.from({ length: partitions }, (_, partition) => position(partition)) }
}

/** The same position in every partition. */
export function levelCut(incarnation: LogIncarnation, position: number): LogCut {
  return cutAt(incarnation, () => position)
}

/** The cut at an incarnation's horizon. */
export function cutOf({ name, partitions }: LogIncarnation, horizon: Cut): LogCut {
  const all = Math.max(partitions, ...[...horizon.keys()].map((partition) => partition + 1))
  return cutAt({ name, partitions: all }, (partition) => horizon.get(partition) ?? 0)
}

/** The lower of two cuts of one incarnation, for the partitions that `top` knows. */
export function lowerOf(cut: LogCut, top: LogCut): LogCut {
  const positions = top.positions.map((position, partition) => Math.min(cut.positions[partition] ?? 0, position))
  return { incarnation: top.incarnation, positions }
}

import { Random } from '../random.ts'

/** What can be killed with -9. */
export const parts = ['ingest', 'edge', 'consumer-1', 'consumer-2', 'kafka', 'redis', 'archive'] as const
export type PartName = (typeof parts)[number]

/** The connections that go through a proxy which can break them. */
export const links = ['kafka', 'redis', 'archive', 'grpc', 'edge'] as const
export type LinkName = (typeof links)[number]

/** What can be done to a link. */
export const effects = ['cutBeforeAnswer', 'slow', 'trickle', 'halfOpen', 'cut', 'reset'] as const
export type Effect = (typeof effects)[number]

/** A fault, and when it is due: milliseconds since the load began. */
export type PlannedFault =
  | { readonly kind: 'kill'; readonly part: PartName; readonly atMs: number }
  | { readonly kind: 'freeze'; readonly part: PartName; readonly atMs: number; readonly lastsMs: number }
  | {
      readonly kind: 'network'
      readonly link: LinkName
      readonly effect: Effect
      readonly atMs: number
      readonly lastsMs: number
    }
  | { readonly kind: 'snapshot' | 'roll-back' | 'flush'; readonly atMs: number }

const firstMs = 4_000
const lastBeforeEndMs = 6_000
const betweenKillsMs = 7_000
const betweenNetworkFaultsMs = 12_000
const betweenFreezesMs = 60_000
/** A frozen consumer wakes as a zombie: by then the group has gone on without it. */
const leastFreezeMs = 12_000
const mostFreezeMs = 15_000
const leastNetworkFaultMs = 1_500
const mostNetworkFaultMs = 6_000

/** Doors and consumers are killed twice as often as the engines, which take longer to come back. */
const killBag: readonly PartName[] = ['ingest', 'ingest', 'edge', 'edge', ...parts.slice(2)]

/**
 * The faults of a run, in the order of their time. The same seed and length give the same faults; every part's turn to be
 * killed comes before any part's turn comes again.
 */
export function planFaults(seed: number, durationMs: number): readonly PlannedFault[] {
  const random = new Random(seed)
  const moments = (betweenMs: number) => {
    const count = Math.max(1, Math.floor((durationMs - firstMs - lastBeforeEndMs) / betweenMs))
    return Array.from({ length: count }, (_, slot) => firstMs + Math.floor((slot + random.next()) * betweenMs))
  }
  const kills = drawFrom(killBag, random)
  const broken = drawFrom(
    links.flatMap((link) => effects.map((effect) => ({ link, effect }))),
    random,
  )
  const frozen = drawFrom<PartName>(['consumer-1', 'consumer-2'], random)
  const faults: PlannedFault[] = [
    ...moments(betweenKillsMs).map((atMs) => ({ kind: 'kill', part: kills(), atMs }) as const),
    ...moments(betweenNetworkFaultsMs).map((atMs) => {
      const lastsMs = random.between(leastNetworkFaultMs, mostNetworkFaultMs)
      return { kind: 'network', ...broken(), atMs, lastsMs } as const
    }),
    ...moments(betweenFreezesMs).map((atMs) => {
      const lastsMs = random.between(leastFreezeMs, mostFreezeMs)
      return { kind: 'freeze', part: frozen(), atMs, lastsMs } as const
    }),
    { kind: 'snapshot', atMs: Math.floor(durationMs * 0.25) },
    { kind: 'roll-back', atMs: Math.floor(durationMs * 0.4) },
    { kind: 'flush', atMs: Math.floor(durationMs * 0.7) },
  ]
  return faults.sort((one, other) => one.atMs - other.atMs)
}

/** Draws without putting back; an empty bag is filled anew. */
function drawFrom<Item>(items: readonly Item[], random: Random): () => Item {
  let bag: Item[] = []
  return () => {
    if (bag.length === 0) bag = [...items]
    const [drawn] = bag.splice(random.between(0, bag.length - 1), 1)
    if (drawn === undefined) throw new Error('nothing to draw from')
    return drawn
  }
}

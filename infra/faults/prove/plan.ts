import type { BrokerCount } from '../../engines/index.ts'
import { Random } from '../random.ts'
import { Storms } from './storms.ts'

/** Our processes, and the engines of which there is one. */
export const parts = ['ingest', 'edge', 'consumer-1', 'consumer-2', 'redis', 'archive'] as const
export type PartName = (typeof parts)[number]

/** The connections that go through a proxy which can break them; `kafka` is those to every broker. */
export const links = ['kafka', 'redis', 'archive', 'grpc', 'edge'] as const
export type LinkName = (typeof links)[number]

/** What can be done to a link. */
export const effects = ['cutBeforeAnswer', 'slow', 'trickle', 'halfOpen', 'cut', 'reset'] as const
export type Effect = (typeof effects)[number]

type At = { readonly atMs: number }
type Lasting = At & { readonly lastsMs: number }

/** A fault, and when it is due: milliseconds since the load began. */
export type PlannedFault =
  | ({ readonly kind: 'kill' } & At & { readonly part: PartName })
  | ({ readonly kind: 'freeze' } & Lasting & { readonly part: PartName })
  | ({ readonly kind: 'network' } & Lasting & { readonly link: LinkName; readonly effect: Effect })
  | ({ readonly kind: 'kill broker' } & At & { readonly broker: number })
  | ({ readonly kind: 'freeze broker' | 'isolate broker' } & Lasting & { readonly broker: number })
  | ({ readonly kind: 'move leaders' | 'roll brokers' } & At)
  | ({ readonly kind: 'copy Redis' | 'roll Redis back' | 'empty Redis' } & At)
  | ({ readonly kind: 'copy archive' } & At)
  | ({ readonly kind: 'restore archive' } & At & { readonly consumers: 'running' | 'stopped' })
  | ({ readonly kind: 'replace archive' } & Lasting)
  | ({ readonly kind: 'add partition' | 'newer record' | 'redrive' } & At)

export interface PlanOptions {
  readonly seed: number
  readonly durationMs: number
  readonly brokers: BrokerCount
  /** whether the archive is a server, which can be killed and cut off */
  readonly hasArchiveServer: boolean
  /** whether one broker can be cut off from the others */
  readonly canIsolate: boolean
  /** kills of everything but brokers; one in 6.5 seconds of storm unless given */
  readonly kills?: number | undefined
}

const betweenKillsMs = 6_500
const betweenNetworkFaultsMs = 12_000
const betweenFreezesMs = 60_000
const betweenBrokerFaultsMs = 27_000
/** A run of any length up to this has once whatever happens to the data as a whole. */
const dataRoundMs = 15 * 60_000
/** A frozen consumer wakes as a zombie: by then the group has gone on without it. */
const freezeMs = [12_000, 15_000] as const
/** Some brokers come back before the controller has fenced them (9 s), some after. */
const brokerFreezeMs = [4_000, 14_000] as const
const networkFaultMs = [1_500, 6_000] as const
const otherArchiveMs = [5_000, 10_000] as const

/** Doors and consumers are killed twice as often as the engines, which take longer to come back. */
const killBag: readonly PartName[] = [
  'ingest',
  'ingest',
  'edge',
  'edge',
  'consumer-1',
  'consumer-1',
  'consumer-2',
  'consumer-2',
  'redis',
  'archive',
]

const brokerFaults = ['kill broker', 'freeze broker', 'isolate broker', 'move leaders', 'roll brokers'] as const

/**
 * The faults of a run, in the order of their time, all within its storms. The same options give the same faults; every
 * part's turn to be killed comes before any part's turn comes again, and so do the faults of brokers.
 */
export function planFaults(options: PlanOptions): readonly PlannedFault[] {
  const { seed, durationMs, brokers, hasArchiveServer } = options
  const random = new Random(seed)
  const storms = new Storms(durationMs)
  const moments = (count: number) =>
    Array.from({ length: count }, (_, slot) => storms.atMs((slot + random.next()) / count))
  const every = (betweenMs: number) => moments(Math.max(1, Math.floor(storms.lengthMs / betweenMs)))
  const isThere = (name: PartName | LinkName) => hasArchiveServer || name !== 'archive'

  const kills = drawFrom(killBag.filter(isThere), random)
  const broken = drawFrom(
    links.filter(isThere).flatMap((link) => effects.map((effect) => ({ link, effect }))),
    random,
  )
  const frozen = drawFrom<PartName>(['consumer-1', 'consumer-2'], random)
  const broker = drawFrom(
    Array.from({ length: brokers }, (_, at) => at + 1),
    random,
  )
  const brokerFault = drawFrom<(typeof brokerFaults)[number]>(
    brokers === 1
      ? ['kill broker', 'freeze broker']
      : brokerFaults.filter((kind) => options.canIsolate || kind !== 'isolate broker'),
    random,
  )
  const killTimes = options.kills === undefined ? every(betweenKillsMs) : moments(options.kills)
  const rounds = Array.from({ length: Math.max(1, Math.floor(durationMs / dataRoundMs)) }, (_, round) => round)

  const faults: PlannedFault[] = [
    ...killTimes.map((atMs) => ({ kind: 'kill', part: kills(), atMs }) as const),
    ...every(betweenNetworkFaultsMs).map(
      (atMs) => ({ kind: 'network', ...broken(), atMs, lastsMs: random.between(...networkFaultMs) }) as const,
    ),
    ...every(betweenFreezesMs).map(
      (atMs) => ({ kind: 'freeze', part: frozen(), atMs, lastsMs: random.between(...freezeMs) }) as const,
    ),
    ...every(betweenBrokerFaultsMs).map((atMs): PlannedFault => {
      const kind = brokerFault()
      if (kind === 'move leaders' || kind === 'roll brokers') return { kind, atMs }
      if (kind === 'kill broker') return { kind, broker: broker(), atMs }
      return { kind, broker: broker(), atMs, lastsMs: random.between(...brokerFreezeMs) }
    }),
    ...rounds.flatMap((round) => {
      const atMs = (share: number) => storms.atMs((round + share) / rounds.length)
      const lastsMs = random.between(...otherArchiveMs)
      return [...dataFaults(atMs), ...(hasArchiveServer ? archiveFaults(atMs, lastsMs) : [])]
    }),
  ]
  return faults.sort((one, other) => one.atMs - other.atMs)
}

/** @param atMs when a share of a round is over */
function dataFaults(atMs: (share: number) => number): readonly PlannedFault[] {
  return [
    { kind: 'newer record', atMs: atMs(0.15) },
    { kind: 'copy Redis', atMs: atMs(0.25) },
    { kind: 'roll Redis back', atMs: atMs(0.4) },
    { kind: 'add partition', atMs: atMs(0.5) },
    { kind: 'redrive', atMs: atMs(0.6) },
    { kind: 'empty Redis', atMs: atMs(0.7) },
  ]
}

function archiveFaults(atMs: (share: number) => number, lastsMs: number): readonly PlannedFault[] {
  return [
    { kind: 'copy archive', atMs: atMs(0.1) },
    { kind: 'restore archive', consumers: 'running', atMs: atMs(0.32) },
    { kind: 'replace archive', atMs: atMs(0.55), lastsMs },
    { kind: 'restore archive', consumers: 'stopped', atMs: atMs(0.85) },
  ]
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

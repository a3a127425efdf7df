import type { ChannelCounts, PerChannel } from '../../clients/cast/index.ts'
import type { EngineNames } from '../engines/index.ts'
import type { Counts } from '../system/index.ts'

/** The result of a demo; `--json` prints exactly this. */
export interface DemoReport {
  readonly engines: EngineNames
  readonly doors: PerChannel<ChannelCounts>
  readonly duplicates: number
  readonly counted: number | null
  readonly archive: number
  readonly tally: number | null
  readonly seconds: number
  readonly ok: boolean
}

/** Compares a demo's numbers: each accepted vote that is not a duplicate must be counted everywhere. */
export function reportOf(
  engines: EngineNames,
  { edge, grpc }: PerChannel<ChannelCounts>,
  { archive, duplicates, tally, counted }: Counts,
  seconds: number,
): DemoReport {
  const expected = edge.accepted + grpc.accepted - duplicates
  return {
    engines,
    doors: { edge, grpc },
    duplicates,
    counted,
    archive,
    tally,
    seconds: Math.round(seconds * 10) / 10,
    ok: counted === expected && archive === expected && tally === expected,
  }
}

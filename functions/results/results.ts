import type { Results } from '@aplauso/proto'
import type { TallySnapshot } from '@aplauso/stores'
import { ageOf } from './ages.ts'
import { albumList, bandList } from './lists.ts'
import { paceList } from './pace.ts'
import { standingOf } from './standing.ts'

/** The document of a contest's results as read at `nowMs` (Unix ms). */
export function resultsOf(contest: string, snapshot: TallySnapshot, nowMs: number): Results {
  const { state, asOfMs } = standingOf(snapshot)
  const age = ageOf(asOfMs, nowMs)
  if (state === 'recounting') {
    const nothing = { bands: [], albums: [], channels: { edge: 0, grpc: 0 }, pace: [] }
    return { contest, state, total: null, ...age, ...nothing }
  }
  const { counters } = snapshot
  return {
    contest,
    state,
    total: counters.total.get('') ?? 0,
    ...age,
    bands: bandList(counters),
    albums: albumList(counters),
    channels: { edge: counters.channels.get('edge') ?? 0, grpc: counters.channels.get('grpc') ?? 0 },
    pace: paceList(counters.pace, nowMs),
  }
}

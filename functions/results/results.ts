import type { Results } from '@aplauso/proto'
import type { TallySnapshot } from '@aplauso/stores'
import { fitting } from '../http/index.ts'
import { ageOf } from './ages.ts'
import { resultsLimits } from './limits.ts'
import { albumList, bandLists } from './lists.ts'
import { paceList } from './pace.ts'
import { standingOf } from './standing.ts'

/** The document of a contest's results as read at `nowMs` (Unix ms). */
export function resultsOf(contest: string, snapshot: TallySnapshot, nowMs: number): Results {
  const { state, asOfMs } = standingOf(snapshot)
  const age = ageOf(asOfMs, nowMs)
  if (state === 'recounting') {
    const nothing = { bands: [], others: { bands: 0, votes: 0 }, albums: [] }
    return { contest, state, total: null, ...age, ...nothing, channels: { edge: 0, grpc: 0 }, pace: [] }
  }
  const { counters } = snapshot
  const results = {
    contest,
    state,
    total: counters.total.get('') ?? 0,
    ...age,
    ...bandLists(counters),
    albums: [],
    channels: { edge: counters.channels.get('edge') ?? 0, grpc: counters.channels.get('grpc') ?? 0 },
    pace: paceList(counters.pace, nowMs),
  }
  // A hundred, unless nearly all names are as long as they may be.
  const bytesWithout = Buffer.byteLength(JSON.stringify(results))
  return { ...results, albums: fitting(albumList(counters), bytesWithout, resultsLimits.bytes) }
}

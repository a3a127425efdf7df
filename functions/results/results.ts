import type { AlbumResult, Results } from '@aplauso/proto'
import type { TallySnapshot } from '@aplauso/stores'
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
  return { ...results, albums: fitting(albumList(counters), results) }
}

/** The first albums, as many as the document has room for: a hundred unless nearly all names are as long as they may be. */
function fitting(albums: readonly AlbumResult[], document: Results): readonly AlbumResult[] {
  let bytes = Buffer.byteLength(JSON.stringify(document))
  const end = albums.findIndex((album) => {
    bytes += Buffer.byteLength(JSON.stringify(album)) + 1
    return bytes > resultsLimits.bytes
  })
  return end === -1 ? albums : albums.slice(0, end)
}

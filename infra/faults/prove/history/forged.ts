import { incrementsOf } from '@aplauso/proto'
import { type Fate, History } from './history.ts'
import type { Counters, Observed } from './observed.ts'

/** A key and what its attempts came to, in their order. */
export type Forged = readonly [key: string, ...fates: readonly Fate[]]

/** A history in which these attempts were noted, by turns at the two doors. */
export function historyOf(...votes: readonly Forged[]): History {
  const history = new History()
  for (const [key, ...fates] of votes) {
    for (const [at, fate] of fates.entries()) history.note({ key, door: at % 2 === 0 ? 'edge' : 'grpc', fate })
  }
  return history
}

/** What stands in a system that counted a row for each of the keys, a repeated one repeatedly, and agrees in itself. */
export function observedOf(keys: readonly string[]): Observed {
  const archive = countersOf(keys)
  return {
    keys,
    rows: keys.length,
    archive,
    tally: countersOf(keys),
    recount: { state: 'compared', differences: [] },
    results: keys.length,
  }
}

/** The counters with another number in one of them. */
export function withCounter(
  counters: Counters,
  kind: 'total' | 'bands' | 'albums' | 'ranks' | 'channels',
  by: number,
): Counters {
  const [[contest, kinds]] = [...counters] as [[string, typeof emptyKinds]]
  const [[field, votes] = ['', 0]] = [...kinds[kind]]
  return new Map([...counters, [contest, { ...kinds, [kind]: new Map([...kinds[kind], [field, votes + by]]) }]])
}

const none = new Map<string, number>()
const emptyKinds = { total: none, bands: none, albums: none, ranks: none, channels: none, pace: none }

/** Votes of two bands, which one tells from the key's length, so that counters have more than one field. */
function countersOf(keys: readonly string[]): Counters {
  return incrementsOf(
    keys.map((key) => ({
      contest: 'default',
      name: key.length % 2 === 0 ? 'Alux Nahual' : 'Gaby Moreno',
      album: 'Alto al Fuego',
      rank: key.length % 5,
      channel: key.length % 3 === 0 ? 'edge' : 'grpc',
      at: '2026-01-01T00:00:00.000Z',
    })),
  )
}

import type { PlacedBand } from './places.ts'

/** The time from the last key to the request. */
const pauseMs = 250
/** Longer texts are in no name. */
const longestSearch = 120

export interface BandSearch {
  /** of a contest's results */
  readonly resultsUrl: string
  readonly typed: string
  readonly onFound: (bands: readonly PlacedBand[]) => void
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** runs something later; returns what cancels it */
  readonly later: (run: () => void, delayMs: number) => () => void
}

/** Looks for bands that the results do not list, once nobody types any more. @returns what cancels it */
export function searchBands({ resultsUrl, typed, onFound, fetch, later }: BandSearch): () => void {
  const over = new AbortController()
  const search = async () => {
    const query = new URLSearchParams({ q: typed.trim().slice(0, longestSearch) })
    const answer = await fetch(`${resultsUrl}/bands?${query}`, { signal: over.signal, credentials: 'omit' })
    const bands = answer.ok ? readBands(await answer.json()) : undefined
    if (bands && !over.signal.aborted) onFound(bands)
  }
  // Without an answer the list stays as it is: what is typed filters the bands that are known.
  const cancel = later(() => void search().catch(() => {}), pauseMs)
  return () => {
    cancel()
    over.abort()
  }
}

/** Reads `GET /v1/results/{contest}/bands`; undefined if it is another document. */
function readBands(value: unknown): readonly PlacedBand[] | undefined {
  if (typeof value !== 'object' || value === null || !('bands' in value) || !Array.isArray(value.bands))
    return undefined
  const bands = value.bands.filter(isPlacedBand)
  return bands.length === value.bands.length ? bands : undefined
}

function isPlacedBand(value: unknown): value is PlacedBand {
  if (typeof value !== 'object' || value === null) return false
  const { name, place, votes } = value as { readonly [Member in keyof PlacedBand]?: unknown }
  return typeof name === 'string' && Number.isSafeInteger(place) && Number.isSafeInteger(votes)
}

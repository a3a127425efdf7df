import type { Results } from '@aplauso/proto'

/** Age and time of figures that were up to date at `asOfMs`; a clock behind the engine's makes no negative age. */
export function ageOf(asOfMs: number | null, nowMs: number): Pick<Results, 'asOf' | 'ageMs'> {
  if (asOfMs === null) return { asOf: null, ageMs: null }
  return { asOf: new Date(asOfMs).toISOString(), ageMs: Math.max(0, nowMs - asOfMs) }
}

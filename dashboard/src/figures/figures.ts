/** A contest's figures, as far as the page shows them. */
export interface Figures {
  readonly contest: string
  /** the contest's state; states of later versions are shown like `open` */
  readonly state: string
  /** null while nobody knows */
  readonly total: number | null
  /** most votes first */
  readonly bands: readonly { readonly name: string; readonly votes: number }[]
  readonly channels: { readonly edge: number; readonly grpc: number }
}

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** Reads the answer of `GET /v1/results/{contest}`; undefined where it is something else. */
export function readFigures(value: unknown): Figures | undefined {
  if (!isObject(value)) return undefined
  const { contest, state, total, bands, channels } = value
  if (typeof contest !== 'string' || typeof state !== 'string') return undefined
  if (total !== null && !isCount(total)) return undefined
  if (!Array.isArray(bands) || !isObject(channels)) return undefined
  const { edge, grpc } = channels
  if (!isCount(edge) || !isCount(grpc)) return undefined
  const read = bands.filter(isObject).map(({ name, votes }) => ({ name, votes }))
  if (read.length < bands.length || !read.every(isBand)) return undefined
  if (new Set(read.map(({ name }) => name)).size < read.length) return undefined
  return { contest, state, total, bands: read, channels: { edge, grpc } }
}

function isBand(band: { name: unknown; votes: unknown }): band is Figures['bands'][number] {
  return typeof band.name === 'string' && isCount(band.votes)
}

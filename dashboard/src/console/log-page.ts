/** A vote as the log shows it. A later version may add words for door and status. */
export interface Vote {
  readonly contest: string
  readonly name: string
  readonly album: string
  readonly year: number
  readonly rank: number
  readonly channel: string
  /** when the door took it, Unix ms */
  readonly atMs: number
  readonly status: string
}

/** A part of the log between two cursors. */
export interface Page {
  /** oldest first */
  readonly votes: readonly Vote[]
  /** the cursor below: the log API's `next`; null if nothing is older */
  readonly below: string | null
  /** the cursor above: the log API's `newest`; null before anything was ever read from the log */
  readonly above: string | null
}

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null
const isCursor = (value: unknown): value is string | null => value === null || typeof value === 'string'

/** Reads the answer of `GET /v1/logs`; undefined if it is another document. */
export function readPage(value: unknown): Page | undefined {
  if (!isObject(value) || !Array.isArray(value.votes)) return undefined
  const { next: below, newest: above } = value
  if (!isCursor(below) || !isCursor(above)) return undefined
  const votes = value.votes.map(readVote)
  if (!votes.every((vote) => vote !== undefined)) return undefined
  if (above === null && votes.length > 0) return undefined
  return { votes: votes.reverse(), below, above }
}

function readVote(value: unknown): Vote | undefined {
  if (!isObject(value)) return undefined
  const { contest, name, album, year, rank, channel, at, status } = value
  const texts = [contest, name, album, channel, at, status]
  if (!texts.every((text) => typeof text === 'string') || typeof year !== 'number' || typeof rank !== 'number') {
    return undefined
  }
  const atMs = Date.parse(String(at))
  if (Number.isNaN(atMs)) return undefined
  return {
    contest: String(contest),
    name: String(name),
    album: String(album),
    year,
    rank,
    channel: String(channel),
    atMs,
    status: String(status),
  }
}

import type { Channel } from '../record/channel.ts'

// One hash tag for all, so that one script may touch them in a Redis cluster.
const tag = '{aplauso}'

/** Redis keys of a contest's counters: `total` is a string, the rest are hashes. */
export const counterKinds = ['total', 'bands', 'albums', 'ranks', 'channels', 'pace'] as const

export type CounterKind = (typeof counterKinds)[number]

/**
 * The Redis key of one kind of a contest's counters.
 * @example
 * counterKey('default', 'bands') // {aplauso}:default:bands
 */
export function counterKey(contest: string, kind: CounterKind): string {
  return `${tag}:${contest}:${kind}`
}

/** The Redis key of the UTF-8 bytes that the names of a contest take; absent where nobody has counted them yet. */
export function namesKey(contest: string): string {
  return `${tag}:${contest}:names`
}

/** The Redis set of all contests that have counters. */
export const contestsKey = `${tag}:contests`

/** The Redis hash of each partition's next position to apply; fields by `watermarkField`. */
export const watermarksKey = `${tag}:watermarks`

/** The Redis hash of Redis's time (ms) at each partition's last script call, empty ones too. */
export const seenKey = `${tag}:seen`

/** The Redis hash of the number of partitions that have watermarks; the field is the incarnation. */
export const partitionsKey = `${tag}:partitions`

/** The field of `watermarks` and `seen` for a partition. */
export function watermarkField(incarnation: string, partition: number): string {
  return `${incarnation}:${partition}`
}

/** The partition that a field of `watermarks` or `seen` speaks of; undefined where it is of another incarnation. */
export function partitionOfField(field: string, incarnation: string): number | undefined {
  return field.startsWith(`${incarnation}:`) ? Number(field.slice(incarnation.length + 1)) : undefined
}

/** Fields of the hashes. */
export const counterFields = {
  albums: (band: string, title: string): string => JSON.stringify([band, title]),
  ranks: (band: string, title: string, rank: number): string => JSON.stringify([band, title, rank]),
  pace: (bucketSeconds: number, channel: Channel): string => `${bucketSeconds}:${channel}`,
} as const

/** The fields of votes whose names came when there was no room for another: no vote can have these names. */
export const overflowFields = {
  bands: '',
  albums: counterFields.albums('', ''),
  ranks: counterFields.ranks('', '', 0),
} as const

/** The album (its field) and the rank that a field of `ranks` names. */
export function albumAndRank(field: string): { readonly album: string; readonly rank: number } {
  // A number has no comma, so the last one comes before the rank.
  const comma = field.lastIndexOf(',')
  return { album: `${field.slice(0, comma)}]`, rank: Number(field.slice(comma + 1, -1)) }
}

/** Seconds that one bucket of `pace` spans. */
export const paceBucketSeconds = 10

/** Seconds of history that `pace` keeps. */
export const paceWindowSeconds = 3600

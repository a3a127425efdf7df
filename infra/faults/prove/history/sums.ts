import type { Channel } from '@aplauso/proto'
import type { Contents } from './vote-key.ts'

/** What votes are summed by. `years` is shown by the log alone. */
export const kinds = ['total', 'bands', 'albums', 'ranks', 'channels', 'years'] as const
export type Kind = (typeof kinds)[number]

/** Votes by kind and field; a field is a JSON array that begins with the contest. Kinds that are absent are not shown. */
export type Sums = Readonly<Partial<Record<Kind, ReadonlyMap<string, number>>>>

/** The field of each kind under which a vote is summed, but for its channel. */
export function fieldsOf({ contest, band, album, year, rank }: Contents) {
  return {
    total: fieldOf(contest),
    bands: fieldOf(contest, band),
    albums: fieldOf(contest, band, album),
    ranks: fieldOf(contest, band, album, rank),
    years: fieldOf(contest, band, album, year),
  } as const satisfies Partial<Record<Kind, string>>
}

export function channelField(contest: string, channel: Channel): string {
  return fieldOf(contest, channel)
}

/** A field's name: the contest, and what the votes are summed by within it. */
export function fieldOf(contest: string, ...parts: readonly (string | number)[]): string {
  return JSON.stringify([contest, ...parts])
}

/** Adds to a field's sum. */
export function add(sums: Map<string, number>, field: string, votes: number): void {
  sums.set(field, (sums.get(field) ?? 0) + votes)
}

import { channels } from '@aplauso/proto'
import type { CastVote } from './history.ts'
import { add, channelField, fieldsOf, type Kind, kinds } from './sums.ts'

/** The fewest and the most votes that each field may show. */
export interface Expected {
  readonly votes: number
  readonly least: Readonly<Record<Kind, ReadonlyMap<string, number>>>
  readonly most: Readonly<Record<Kind, ReadonlyMap<string, number>>>
}

/**
 * Sums what was cast, for the votes that have a row. Fewest and most are the same but for channels: which attempt of a
 * vote counts, of those that may have been stored through different doors, no caller knows.
 */
export class Expectation implements Expected {
  votes = 0
  readonly least = emptySums()
  readonly most = emptySums()

  /** The vote has a row. */
  add({ contents, doors }: Pick<CastVote, 'contents' | 'doors'>): void {
    this.votes += 1
    for (const [kind, field] of Object.entries(fieldsOf(contents)) as [keyof ReturnType<typeof fieldsOf>, string][]) {
      add(this.least[kind], field, 1)
      add(this.most[kind], field, 1)
    }
    for (const channel of channels) {
      if (!doors.includes(channel)) continue
      const field = channelField(contents.contest, channel)
      add(this.most.channels, field, 1)
      if (doors.length === 1) add(this.least.channels, field, 1)
    }
  }
}

function emptySums(): Record<Kind, Map<string, number>> {
  return Object.fromEntries(kinds.map((kind) => [kind, new Map<string, number>()])) as Record<Kind, Map<string, number>>
}

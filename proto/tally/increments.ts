import type { VoteRecord } from '../record/record.ts'
import { type CounterKind, counterFields, paceBucketSeconds } from './keys.ts'

/** What to add to one contest's counters: per kind, per field, the number of votes; `total` has the field `""`. */
export type ContestIncrements = Readonly<Record<CounterKind, ReadonlyMap<string, number>>>

/** What to add, per contest. */
export type Increments = ReadonlyMap<string, ContestIncrements>

type Counted = Pick<VoteRecord, 'contest' | 'name' | 'album' | 'rank' | 'channel' | 'at'>

function fieldsOf(vote: Counted): Readonly<Record<CounterKind, string>> {
  const second = Math.floor(Date.parse(vote.at) / 1000)
  return {
    total: '',
    bands: vote.name,
    albums: counterFields.albums(vote.name, vote.album),
    ranks: counterFields.ranks(vote.name, vote.album, vote.rank),
    channels: vote.channel,
    pace: counterFields.pace(second - (second % paceBucketSeconds), vote.channel),
  }
}

/** Sums the counters' increments of the given votes. */
export function incrementsOf(votes: Iterable<Counted>): Increments {
  const sums = new Map<string, Record<CounterKind, Map<string, number>>>()
  for (const vote of votes) {
    let contest = sums.get(vote.contest)
    if (!contest) {
      contest = {
        total: new Map(),
        bands: new Map(),
        albums: new Map(),
        ranks: new Map(),
        channels: new Map(),
        pace: new Map(),
      }
      sums.set(vote.contest, contest)
    }
    for (const [kind, field] of Object.entries(fieldsOf(vote)) as [CounterKind, string][]) {
      const counter = contest[kind]
      counter.set(field, (counter.get(field) ?? 0) + 1)
    }
  }
  return sums
}

import type { VoteRecord } from '../fields.ts'
import { type CounterKind, counterFields, counterKinds, paceBucketSeconds } from './keys.ts'

/** What to add to one contest's counters: per kind, per field, the number of votes; `total` has the field `""`. */
export type ContestIncrements = Readonly<Record<CounterKind, ReadonlyMap<string, number>>>

/** What to add, per contest. */
export type Increments = ReadonlyMap<string, ContestIncrements>

/** Sums that grow. */
export type GrowingIncrements = Map<string, Record<CounterKind, Map<string, number>>>

/** Adds increments to sums. */
export function addIncrements(sums: GrowingIncrements, increments: Increments): void {
  for (const [contest, kinds] of increments) {
    const sum = sums.get(contest) ?? noIncrements()
    sums.set(contest, sum)
    for (const kind of counterKinds) {
      for (const [field, votes] of kinds[kind]) sum[kind].set(field, (sum[kind].get(field) ?? 0) + votes)
    }
  }
}

function noIncrements(): Record<CounterKind, Map<string, number>> {
  return {
    total: new Map(),
    bands: new Map(),
    albums: new Map(),
    ranks: new Map(),
    channels: new Map(),
    pace: new Map(),
  }
}

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

/**
 * Sums the counters' increments of the given votes.
 * @example
 * await tally.apply({ ...step, increments: incrementsOf(records) })
 */
export function incrementsOf(votes: Iterable<Counted>): Increments {
  const sums: GrowingIncrements = new Map()
  for (const vote of votes) {
    const contest = sums.get(vote.contest) ?? noIncrements()
    sums.set(vote.contest, contest)
    for (const [kind, field] of Object.entries(fieldsOf(vote)) as [CounterKind, string][]) {
      const counter = contest[kind]
      counter.set(field, (counter.get(field) ?? 0) + 1)
    }
  }
  return sums
}

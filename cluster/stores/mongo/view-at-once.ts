import type { Filter } from 'mongodb'
import type { ArchivedVote, Stretch, StretchQuery } from '../ports/vote-log-view.ts'
import type { RejectDocument, VoteDocument } from './documents.ts'
import { type AskView, asks, duplicatesOf, inOrder, queryTimeoutMs, votesOf } from './view-query.ts'

const batchSize = 10_000

/**
 * Reads all stretches with one question to each collection, for a server that looks through all documents whatever it
 * is asked. As many votes are read of each as the query can make use of, so that one round is enough. Only offsets near
 * the end that is wanted are asked for: they follow each other, so these have nearly always enough. Stretches with too
 * few there, as where a filter lets little through, are then read whole; all their votes are sent, but such a server
 * answers in time only while it holds no more of them than can be sent.
 */
export async function readAtOnce(ask: AskView, query: StretchQuery): Promise<readonly (readonly ArchivedVote[])[]> {
  const pieces = query.stretches.map((stretch) => ({ stretch, near: nearEnd(stretch, query) }))
  const found = await lookThrough(
    ask,
    query,
    pieces.map(({ near }) => near),
  )
  const short = pieces.map(({ stretch, near }, at) => {
    const isWhole = near.from === stretch.from && near.below === stretch.below
    return !isWhole && (found[at]?.length ?? 0) < stretch.limit
  })
  const again = query.stretches.filter((_, at) => short[at])
  if (again.length === 0) return found
  const whole = (await lookThrough(ask, query, again)).values()
  return found.map((votes, at) => (short[at] ? (whole.next().value ?? []) : votes))
}

function mostOf({ limit }: Stretch, { most = limit }: StretchQuery): number {
  return Math.max(limit, most)
}

function nearEnd(stretch: Stretch, query: StretchQuery): Stretch {
  const { from, below } = stretch
  const offsets = mostOf(stretch, query)
  return query.order === 'ascending'
    ? { ...stretch, below: Math.min(below, from + offsets) }
    : { ...stretch, from: Math.max(from, below - offsets) }
}

async function lookThrough(
  ask: AskView,
  query: StretchQuery,
  stretches: readonly Stretch[],
): Promise<ArchivedVote[][]> {
  const asked = asks(query)
  const places = stretches.map(({ partition, from, below }) => ({
    'source.partition': partition,
    'source.offset': { $gte: from, $lt: below },
  }))
  // Conditions are tried on each document in this order: the range leaves few to the long list, which takes as long as
  // reading the document does.
  const near = {
    'source.offset': {
      $gte: Math.min(...stretches.map(({ from }) => from)),
      $lt: Math.max(...stretches.map(({ below }) => below)),
    },
  }
  const ofVotes = { ...near, ...votesOf(query, {}), $or: places } as Filter<VoteDocument>
  const ofRejects = { ...near, ...duplicatesOf(query, {}), $or: places } as Filter<RejectDocument>
  const options = { batchSize, maxTimeMS: queryTimeoutMs }
  const [counted, duplicates] = await Promise.all([
    asked.votes ? ask(({ votes }) => votes.find(ofVotes, options).toArray()) : [],
    asked.duplicates ? ask(({ rejects }) => rejects.find(ofRejects, options).toArray()) : [],
  ])
  const all = inOrder([...counted, ...duplicates], query)
  return stretches.map((stretch) =>
    all.filter(({ partition }) => partition === stretch.partition).slice(0, mostOf(stretch, query)),
  )
}

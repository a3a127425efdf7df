import type { Collection, Document, Filter } from 'mongodb'
import type { ArchivedVote, Stretch, StretchQuery } from '../ports/vote-log-view.ts'
import {
  type AskView,
  asks,
  duplicatesOf,
  inOrder,
  queryTimeoutMs,
  type ViewCollections,
  votesOf,
} from './view-query.ts'

/**
 * Reads each stretch for itself, votes and duplicates, along an index that is in its order: as many documents are
 * fetched as are asked for, however long the stretch. One question for all stretches could not be limited so: a limit
 * would count over all partitions, whose offsets say nothing of each other.
 */
export async function readByIndex(ask: AskView, query: StretchQuery): Promise<readonly (readonly ArchivedVote[])[]> {
  const asked = asks(query)
  return Promise.all(
    query.stretches.map(async (stretch) => {
      const place = placeOf(stretch)
      const [counted, duplicates] = await Promise.all([
        asked.votes ? ask(({ votes }) => find(votes, votesOf(query, place), query, stretch)) : [],
        asked.duplicates ? ask(({ rejects }) => find(rejects, duplicatesOf(query, place), query, stretch)) : [],
      ])
      return inOrder([...counted, ...duplicates], query).slice(0, stretch.limit)
    }),
  )
}

/** How the server would read a stretch's votes. */
export async function planByIndex(
  { votes }: ViewCollections,
  query: StretchQuery,
  stretch: Stretch,
): Promise<Document> {
  return votes
    .find(votesOf(query, placeOf(stretch)))
    .sort(sortOf(query))
    .limit(stretch.limit)
    .explain()
}

function placeOf({ partition, from, below }: Stretch) {
  return { 'source.partition': { $eq: partition }, 'source.offset': { $gte: from, $lt: below } }
}

function sortOf({ order }: StretchQuery) {
  return { 'source.offset': order === 'ascending' ? 1 : -1 } as const
}

async function find<Row extends Document>(
  collection: Collection<Row>,
  filter: Filter<Row>,
  query: StretchQuery,
  { limit }: Stretch,
) {
  const options = { sort: sortOf(query), limit, batchSize: limit + 1, maxTimeMS: queryTimeoutMs }
  return collection.find(filter, options).toArray()
}

import type { IngestClient, VoteMessage } from '@aplauso/ingest/client'

const vote: VoteMessage = { name: 'Alux Nahual', album: 'Alto al Fuego', year: '1987', rank: '8.65' }

/** The call that casts votes: `StreamVotes` keeps a few batches in flight, the others wait for each answer. */
export type CallName = 'CastVote' | 'CastVotes' | 'StreamVotes'

/** How many batches a stream may have in flight. */
const ahead = 4

/** Casts votes as long as `goesOn` returns true. @returns the number of accepted votes */
export async function caller(
  name: CallName,
  client: IngestClient,
  batch: number,
  goesOn: () => boolean,
): Promise<number> {
  const votes = Array.from({ length: batch }, () => vote)
  let accepted = 0
  if (name === 'CastVote') {
    while (goesOn()) {
      await client.castVote(vote)
      accepted += 1
    }
    return accepted
  }
  if (name === 'CastVotes') {
    while (goesOn()) accepted += countAccepted(await client.castVotes(votes))
    return accepted
  }
  const stream = client.stream()
  let open = 0
  for (; open < ahead; open += 1) await stream.send(open, votes)
  let sequence = open
  for await (const { outcomes } of stream) {
    accepted += countAccepted(outcomes)
    open -= 1
    if (goesOn()) {
      await stream.send(sequence, votes)
      sequence += 1
      open += 1
    } else if (open === 0) stream.end()
  }
  return accepted
}

function countAccepted(outcomes: readonly { readonly status: string }[]): number {
  return outcomes.filter(({ status }) => status === 'accepted').length
}

import type { Channel, Outcome } from '@aplauso/proto'
import type { PreparedVote } from './cast/prepared-vote.ts'
import type { VoteAnswer } from './vote/answer.ts'
import type { NamedVote } from './vote/request.ts'

/** A client for one of the two doors. */
export interface VoteClient {
  readonly name: Channel
  /**
   * Casts up to 1,000 votes and 1 MiB in one request.
   * @returns each vote's outcome in order
   * @throws RequestFailed if the request failed as a whole: retrying is safe
   * @throws Error if retrying cannot help
   */
  cast(votes: readonly PreparedVote[]): Promise<readonly Outcome[]>
  close(): void
}

/** A client that also casts one vote in a request of its own, and reports the door's answer in full. */
export interface SingleVoteClient extends VoteClient {
  castVote(vote: NamedVote): Promise<VoteAnswer>
}

/** A request failed as a whole. Its votes may be stored or not; they can be sent again under their ids. */
export class RequestFailed extends Error {
  /** how long the door asks to wait, if it does */
  readonly retryAfterMs: number | undefined
  /** whether there was a connection: without one, no vote has arrived */
  readonly isConnected: boolean

  constructor(
    message: string,
    { retryAfterMs, isConnected = true }: { retryAfterMs?: number | undefined; isConnected?: boolean } = {},
  ) {
    super(message)
    this.name = 'RequestFailed'
    this.retryAfterMs = retryAfterMs
    this.isConnected = isConnected
  }
}

/** The outcomes of a request that was refused for its size: it held a single vote, since no batch is that large. */
export function tooLarge(votes: readonly PreparedVote[]): readonly Outcome[] {
  return votes.map(() => ({
    status: 'refused',
    errors: [{ field: '', code: 'too_large', message: 'the vote is too large' }],
  }))
}

import type { Outcome } from '@aplauso/proto'
import type { Ballot } from './ballot.ts'

/** One of the two ways into Aplauso, as a caller sees it. */
export interface Door {
  readonly name: 'edge' | 'grpc'
  /**
   * Casts up to 1,000 votes and 1 MiB in one request.
   * @returns each vote's outcome in order
   * @throws DoorUnavailable where the request as a whole failed: trying again is safe
   * @throws Error where trying again is of no use
   */
  cast(ballots: readonly Ballot[]): Promise<readonly Outcome[]>
  close(): void
}

/** The request as a whole failed; nobody knows what became of its votes. They may be sent again under their ids. */
export class DoorUnavailable extends Error {
  /** how long the door asks to wait, where it does */
  readonly retryAfterMs: number | undefined

  constructor(message: string, retryAfterMs?: number) {
    super(message)
    this.name = 'DoorUnavailable'
    this.retryAfterMs = retryAfterMs
  }
}

/** The outcomes of a request that was refused as a whole for its size: it held one vote, no batch is ever that large. */
export function tooLarge(ballots: readonly Ballot[]): readonly Outcome[] {
  return ballots.map(() => ({
    status: 'refused',
    errors: [{ field: '', code: 'too_large', message: 'the vote is too large' }],
  }))
}

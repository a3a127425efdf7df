import type { Outcome } from '@aplauso/proto'
import { type Acceptance, accept, type Door, moment } from '../accept/accept.ts'
import { arrivalFailure } from './arrival.ts'
import type { CallFailure } from './status.ts'
import type { Reading, VotesMessage } from './wire.ts'

export type BatchAnswer =
  | { readonly outcomes: readonly Outcome[]; readonly failure?: undefined }
  | { readonly outcomes?: undefined; readonly failure: CallFailure }

/** Takes a batch: each vote's outcome in order, or what is wrong with the batch as a whole; never rejects. */
export async function acceptBatch(door: Door, reading: Reading<VotesMessage>): Promise<BatchAnswer> {
  if (reading.fault !== undefined) return { failure: arrivalFailure(reading.fault) }
  const { votes } = reading.message
  const now = moment()
  const acceptances = await Promise.all(votes.map((vote, index) => accept(door, vote, now, index)))
  return { outcomes: acceptances.map(outcomeOf) }
}

/**
 * An outcome's codes are a closed set without `internal`: such a vote is `unavailable` in a batch, since nobody knows
 * whether it is stored, and the other votes' outcomes must not be lost for it.
 */
function outcomeOf(acceptance: Acceptance): Outcome {
  switch (acceptance.status) {
    case 'accepted':
      return acceptance
    case 'refused':
      return { status: 'refused', errors: acceptance.errors }
    case 'failed':
      return { ...acceptance, code: acceptance.code === 'full' ? 'full' : 'unavailable' }
  }
}

import { abridged, batchFailureCode, type Outcome } from '@aplauso/proto'
import { accept, type Door, moment, type VoteOutcome } from '../accept/accept.ts'
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
  const outcomes = await Promise.all(votes.map((vote, index) => accept(door, vote, now, index)))
  return { outcomes: abridged(outcomes.map(inBatch)) }
}

function inBatch(outcome: VoteOutcome): Outcome {
  switch (outcome.status) {
    case 'accepted':
      return outcome
    case 'refused':
      return { status: 'refused', errors: outcome.errors }
    case 'failed':
      return { ...outcome, code: batchFailureCode(outcome.code) }
  }
}

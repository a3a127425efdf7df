import type { Code, Field, FieldCode } from '@aplauso/proto'
import type { Language } from './messages.ts'

/** Every text that is needed once the ballot is cast: faults, and how far the sending is. */
export interface SendingMessages {
  /** above the list of faults */
  readonly notSent: string
  attempt(count: string): string
  readonly waiting: string
  readonly safe: string
  readonly unconfirmed: string
  readonly unconfirmedMeaning: string
  readonly sendAgain: string
  readonly giveUp: string
  readonly giveUpMeaning: string
  readonly accepted: string
  /** accepted, but not on screen yet */
  readonly counting: string
  readonly counted: string
  readonly countedMeaning: string
  readonly notSeen: string
  readonly yourVote: string
  readonly idLabel: string
  readonly voteAgain: string
  readonly refused: string
  /** the last attempt failed on the network */
  readonly network: string
  /** the door's answer, in the voter's words */
  readonly codes: Readonly<Record<Code, string>>
  /** what is wrong with a field, for any field */
  readonly faults: Readonly<Record<FieldCode, string>>
  /** the same, for fields that need their own wording */
  readonly faultsOf: Readonly<Partial<Record<Field, Readonly<Partial<Record<FieldCode, string>>>>>>
}

/** Loaded with what sends the ballot. */
export type SendingCatalogues = Readonly<Record<Language, SendingMessages>>

import type { Code, Field, FieldCode } from '@aplauso/proto'

/** Every text of the ballot. */
export interface BallotMessages {
  readonly title: string
  readonly intro: string
  readonly vote: string
  readonly loading: string
  /** above the form if the choices cannot be read: voters can still write in */
  readonly noChoices: string
  readonly closed: string
  readonly toResults: string
  readonly band: string
  readonly album: string
  readonly otherBand: string
  readonly otherAlbum: string
  readonly bandName: string
  readonly albumTitle: string
  readonly year: string
  readonly yearHint: string
  readonly rank: string
  rankHint(least: string, greatest: string): string
  readonly rankHintOpen: string
  moreChoices(count: string): string
  /** above the list of faults */
  readonly notSent: string
  readonly sending: string
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

import type { Code, Field, FieldCode } from '@aplauso/proto'

/** Every text of the ballot. */
export interface BallotMessages {
  readonly title: string
  readonly intro: string
  readonly vote: string
  readonly loading: string
  /** over the form where the choices cannot be read: one may write in */
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
  /** over the list of faults */
  readonly mend: string
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
  /** accepted, and its bar not yet moved */
  readonly counting: string
  readonly counted: string
  readonly countedMeaning: string
  readonly notSeen: string
  readonly yourVote: string
  readonly idLabel: string
  readonly voteAgain: string
  readonly refused: string
  /** why the last attempt brought no answer, where the network is the reason */
  readonly network: string
  /** what the door said, for the voter */
  readonly codes: Readonly<Record<Code, string>>
  /** what is wrong with a field, whichever it is */
  readonly faults: Readonly<Record<FieldCode, string>>
  /** the same where a field needs words of its own */
  readonly faultsOf: Readonly<Partial<Record<Field, Readonly<Partial<Record<FieldCode, string>>>>>>
}

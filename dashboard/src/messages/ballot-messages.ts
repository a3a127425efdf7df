/** Every text of the ballot's form. */
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
  /** above the last vote that was accepted from this device */
  readonly lastVote: string
  readonly forget: string
  /** what sends the vote could not be loaded */
  readonly notSentYet: string
  readonly sending: string
}

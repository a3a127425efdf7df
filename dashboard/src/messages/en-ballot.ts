import type { BallotMessages } from './ballot-messages.ts'

export const enBallot: BallotMessages = {
  title: 'Your vote',
  intro: 'Choose a band and one of its albums, and say how you rank it.',
  vote: 'Cast the vote',
  loading: 'Loading the bands …',
  noChoices: 'The list of bands is not available right now. You can still vote: write in the band and the album.',
  closed: 'This contest is not taking votes right now.',
  toResults: 'See the results',
  band: 'Band',
  album: 'Album',
  otherBand: 'Another band',
  otherAlbum: 'Another album',
  bandName: 'Name of the band',
  albumTitle: 'Title of the album',
  year: 'Year of the album',
  yearHint: 'Four digits, such as 1987',
  rank: 'Your ranking',
  rankHint: (least, greatest) =>
    `A number from ${least} to ${greatest}, with two decimals at most, such as 8.65; or a place, such as 1st`,
  rankHintOpen: 'A number with two decimals at most, such as 8.65; or a place, such as 1st',
  moreChoices: (count) => `${count} more. Type to find one.`,
  lastVote: 'Your last vote on this device',
  forget: 'Forget it here',
  notSentYet: 'The vote was not sent: there is no connection. Please press the button again in a moment.',
  sending: 'Sending your vote …',
}

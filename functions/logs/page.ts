import type { LoggedVote, LogPage } from '@aplauso/proto'

/** The document of a page of the log: of each vote what the contract names and nothing else. */
export function logPage(votes: readonly LoggedVote[]): LogPage {
  return {
    votes: votes.map(({ contest, name, album, year, rank, channel, at, status }) => ({
      contest,
      name,
      album,
      year,
      rank,
      channel,
      at,
      status,
    })),
    next: null,
  }
}

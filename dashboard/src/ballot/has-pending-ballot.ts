/** Where the ballot that the edge has not answered yet is stored. */
export const pendingBallotKey = 'aplauso.ballot'

/** Whether a ballot may be waiting; what sends it reads it. @param storage as for `pendingBallotIn` */
export function hasPendingBallot(storage: () => Pick<Storage, 'getItem'>): boolean {
  try {
    return storage().getItem(pendingBallotKey) !== null
  } catch {
    return false
  }
}

/** Whether a contest takes votes, as far as its state tells: states of later versions close the ballot. */
export function takesVotes(state: string): boolean {
  return state === 'open' || state === 'recounting'
}

/** @returns whether a contest in this state takes votes; states of later versions close the ballot */
export function takesVotes(state: string): boolean {
  return state === 'open' || state === 'recounting'
}

/** Reads the ids of the contests from `GET /v1/results`, in its order; undefined if it is another document. */
export function readContestIds(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || !('contests' in value)) return undefined
  const { contests } = value
  if (!Array.isArray(contests)) return undefined
  const ids = contests.map((one: unknown) =>
    typeof one === 'object' && one !== null && 'contest' in one ? one.contest : undefined,
  )
  return ids.every((id) => typeof id === 'string') ? [...new Set(ids)] : undefined
}

/** Reads the answer of `GET /v1/results`: the ids of the contests, in its order; undefined where it is something else. */
export function readContestIds(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || !('contests' in value)) return undefined
  const { contests } = value
  if (!Array.isArray(contests)) return undefined
  const ids = contests.map((one: unknown) =>
    typeof one === 'object' && one !== null && 'contest' in one ? one.contest : undefined,
  )
  return ids.every((id) => typeof id === 'string') ? [...new Set(ids)] : undefined
}

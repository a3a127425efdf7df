/**
 * Work whose result is shared: by all who ask while it is under way, and by those who ask within `freshMs` of its
 * beginning. A failure rejects for those who wait and is not kept.
 * @example
 * const read = shared(500, () => tally.read('default'))
 */
export function shared<Result>(
  freshMs: number,
  work: () => Promise<Result>,
  now: () => number = () => performance.now(),
): () => Promise<Result> {
  let latest: { readonly result: Promise<Result>; readonly startedMs: number; isUnderWay: boolean } | undefined
  return () => {
    if (latest && (latest.isUnderWay || now() - latest.startedMs < freshMs)) return latest.result
    const current = { result: work(), startedMs: now(), isUnderWay: true }
    latest = current
    current.result.then(
      () => {
        current.isUnderWay = false
      },
      () => {
        if (latest === current) latest = undefined
      },
    )
    return current.result
  }
}

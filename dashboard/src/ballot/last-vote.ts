import type { Ballot } from './ballot.ts'

const key = 'aplauso.last-vote'
const shown = ['id', 'contest', 'name', 'album', 'year', 'rank'] as const

/** The last vote that was cast on this device and accepted. */
export interface LastVote extends Pick<Ballot, (typeof shown)[number]> {
  /** Unix ms by this device's clock */
  readonly acceptedMs: number
}

/**
 * Holds the last accepted vote on this device only: nothing of it is sent anywhere.
 * @param storage returns `localStorage`; reading that property may throw, so it is read on each call
 */
export function lastVoteIn(storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
  const attempt = <Result>(act: () => Result): Result | undefined => {
    try {
      return act()
    } catch {
      // Storage is disabled or full, or holds something else.
      return undefined
    }
  }
  return {
    save: (ballot: Ballot, acceptedMs: number) =>
      attempt(() => storage().setItem(key, JSON.stringify({ ...ballot, acceptedMs }))),
    forget: () => attempt(() => storage().removeItem(key)),
    /** @returns undefined if there is none for this contest */
    load: (contest: string) => attempt(() => read(JSON.parse(storage().getItem(key) ?? 'null'), contest)),
  }
}

function read(value: Readonly<Record<string, unknown>> | null, contest: string): LastVote | undefined {
  if (value?.contest !== contest || typeof value.acceptedMs !== 'number') return undefined
  return shown.every((name) => typeof value[name] === 'string') ? (value as unknown as LastVote) : undefined
}

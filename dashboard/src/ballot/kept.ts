import type { Ballot } from './ballot.ts'

const key = 'aplauso.ballot'
const members = ['id', 'contest', 'name', 'album', 'year', 'rank'] as const

/** Where a ballot waits until it is answered, also while the page is closed. */
export interface BallotKeeper {
  /** Keeps it; where the browser does not let us, it lives with the page alone. */
  keep(ballot: Ballot): void
  forget(): void
  /** the ballot that was never answered; undefined where there is none, or something else */
  kept(): Ballot | undefined
}

/** @param storage `localStorage`; reading it may throw, so it is asked for each time */
export function ballotKeeper(storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): BallotKeeper {
  const attempt = <Result>(act: () => Result): Result | undefined => {
    try {
      return act()
    } catch {
      // Storage is off or full.
      return undefined
    }
  }
  return {
    keep: (ballot) => attempt(() => storage().setItem(key, JSON.stringify(ballot))),
    forget: () => attempt(() => storage().removeItem(key)),
    kept: () => attempt(() => readBallot(JSON.parse(storage().getItem(key) ?? 'null'))),
  }
}

function readBallot(value: unknown): Ballot | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const given: Readonly<Record<string, unknown>> = { ...value }
  const texts = members.map((name) => given[name]).filter((text) => typeof text === 'string')
  const [id, contest, name, album, year, rank] = texts
  if (texts.length < members.length) return undefined
  if (id === undefined || contest === undefined || name === undefined) return undefined
  if (album === undefined || year === undefined || rank === undefined) return undefined
  return { id, contest, name, album, year, rank }
}

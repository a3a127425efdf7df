import { ballotFields, sentField } from '@aplauso/proto'
import type { Ballot } from './ballot.ts'
import { pendingBallotKey as key } from './has-pending-ballot.ts'

/** Holds the ballot that the edge has not answered yet, across visits to the page. */
export interface PendingBallot {
  /** Saves it, if the browser allows; otherwise the ballot lives as long as the page. */
  save(ballot: Ballot): void
  clear(): void
  /** @returns undefined if there is none, or if what is stored is not a ballot */
  load(): Ballot | undefined
}

/** @param storage returns `localStorage`; reading that property may throw, so it is read on each call */
export function pendingBallotIn(storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): PendingBallot {
  const attempt = <Result>(act: () => Result): Result | undefined => {
    try {
      return act()
    } catch {
      // Storage is disabled or full.
      return undefined
    }
  }
  return {
    save: (ballot) => attempt(() => storage().setItem(key, JSON.stringify(ballot))),
    clear: () => attempt(() => storage().removeItem(key)),
    load: () => attempt(() => readBallot(JSON.parse(storage().getItem(key) ?? 'null'))),
  }
}

function readBallot(value: unknown): Ballot | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const given: Readonly<Record<string, unknown>> = { ...value }
  const kept = ballotFields.filter((name) => given[name] !== undefined)
  if (!kept.every((name) => typeof given[name] === 'string')) return undefined
  if (!ballotFields.every((name) => sentField(name).ballot === 'optional' || kept.includes(name))) return undefined
  return Object.fromEntries(kept.map((name) => [name, given[name]])) as unknown as Ballot
}

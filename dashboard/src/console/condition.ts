import type { TailState } from './tail.ts'

/** What the console does, in one word. */
export type ConsoleCondition =
  | 'loading'
  | 'offline'
  | 'unreachable'
  | 'invalid'
  | 'paused'
  | 'reading'
  | 'behind'
  | 'empty'
  | 'live'

/** The reader's side. */
export interface ConsoleReader {
  readonly isPaused: boolean
  /** scrolled up, or chose a line */
  readonly isReading: boolean
  /** whether the browser reports that it has no network */
  readonly isOffline: boolean
}

/** Judges the tail. A single failed request changes nothing, unless nothing ever arrived. */
export function consoleConditionOf(tail: TailState, reader: ConsoleReader, isEmpty: boolean): ConsoleCondition {
  const { hasBegun, isBehind, failures, faults } = tail
  if (faults.length > 0) return 'invalid'
  if (failures > (hasBegun ? 1 : 0)) return reader.isOffline ? 'offline' : 'unreachable'
  if (!hasBegun) return 'loading'
  if (reader.isPaused) return 'paused'
  if (reader.isReading) return 'reading'
  if (isBehind) return 'behind'
  return isEmpty ? 'empty' : 'live'
}

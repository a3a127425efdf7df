import type { AskLog, LogAnswer } from '../ask-log.ts'
import type { Vote } from '../log-page.ts'

/** A log API in memory. Votes are named by their numbers; a cursor is the log's name and a position. */
export class FakeLog {
  /** requests that came */
  asked = 0
  /** requests that get no answer from now on, though the API made it */
  failing = 0
  #name = 'first'
  #votes = 0

  /** So many votes are counted. */
  add(count: number): void {
    this.#votes += count
  }

  /** The system is rebuilt: another log, which has no votes and knows no cursor of this one. */
  rebuild(): void {
    this.#name += '-again'
    this.#votes = 0
  }

  readonly ask: AskLog = async (query): Promise<LogAnswer> => {
    this.asked += 1
    if (this.failing > 0) {
      this.failing -= 1
      return { kind: 'failed', waitMs: 0 }
    }
    const [log, position] = (query.after ?? query.cursor ?? '').split(':')
    if (log !== '' && log !== this.#name) return { kind: 'other_log' }
    const at = Number(position)
    if (query.after !== undefined) return this.#page(at, Math.min(this.#votes, at + query.limit))
    const to = query.cursor === undefined ? this.#votes : at
    return this.#page(Math.max(0, to - query.limit), to)
  }

  #page(from: number, to: number): LogAnswer {
    const votes = Array.from({ length: to - from }, (_, index) => voteOf(`${this.#name} ${from + index + 1}`))
    const below = from === 0 ? null : `${this.#name}:${from}`
    return { kind: 'page', page: { votes, below, above: `${this.#name}:${to}` } }
  }
}

/** A vote for a band. */
export function voteOf(name: string): Vote {
  return { contest: 'default', name, album: 'Sub', year: 1994, rank: 8, channel: 'edge', atMs: 0, status: 'counted' }
}

import { RateLimitedLines, type Repeated } from '@aplauso/process/portable'

export type Level = 'info' | 'warn' | 'error'

/** Writes one JSON line per event, as the other servers do. Never give it a vote, a voter or a secret. */
export function log(level: Level, msg: string, members: Readonly<Record<string, unknown>> = {}): void {
  console[level](JSON.stringify({ level, time: new Date().toISOString(), name: 'edge', ...members, msg }))
}

/** Logs what may happen with every request: a line at most every ten seconds for each message. */
export class RateLimitedLog {
  readonly #lines: RateLimitedLines

  constructor(nowMs?: () => number) {
    this.#lines = new RateLimitedLines(nowMs)
  }

  /**
   * @param msg one of few texts; what differs each time belongs in `members`
   * @param times how often it happened at once; the line says how often since the last, if that is more than once
   */
  report(level: Level, msg: string, members: Readonly<Record<string, unknown>> = {}, times = 1): void {
    const write = (each: Repeated) => log(level, msg, each.times > 1 ? { ...members, times: each.times } : members)
    this.#lines.report(msg, write, times)
  }
}

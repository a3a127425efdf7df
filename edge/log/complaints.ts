import { type Level, log } from './log.ts'

const intervalMs = 10_000

/** Logs what may happen with every request at most once in ten seconds, with how often it happened since. */
export class Complaints {
  readonly #seen = new Map<string, { untilMs: number; silent: number }>()
  readonly #nowMs: () => number

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs
  }

  /**
   * @param msg one of few texts; what differs each time belongs in `members`
   * @param times how often it happened at once
   */
  report(level: Level, msg: string, members: Readonly<Record<string, unknown>> = {}, times = 1): void {
    const nowMs = this.#nowMs()
    const last = this.#seen.get(msg)
    if (last && nowMs < last.untilMs) {
      last.silent += times
      return
    }
    this.#seen.set(msg, { untilMs: nowMs + intervalMs, silent: times - 1 })
    log(level, msg, last?.silent ? { ...members, alsoUntold: last.silent } : members)
  }
}

import { type Logger, messageOf, RateLimitedLines } from '@aplauso/process'

/** Says once that something does not work, again every ten seconds while it does not, and once that it works again. */
export class Trouble {
  readonly #lines = new RateLimitedLines()
  readonly #log: Logger
  readonly #what: string

  constructor(log: Logger, what: string) {
    this.#log = log
    this.#what = what
  }

  failed(error: unknown): void {
    this.#lines.report(this.#what, ({ forMs }) => {
      this.#log.warn({ reason: messageOf(error), forMs }, `${this.#what}: waiting`)
    })
  }

  worked(): void {
    const afterMs = this.#lines.over(this.#what)
    if (afterMs !== undefined) this.#log.info({ afterMs }, `${this.#what}: works again`)
  }
}

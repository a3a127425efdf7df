import type { Logger } from '@aplauso/process'

const repeatMs = 10_000

/** Says once that something does not work, again every ten seconds while it does not, and once that it works again. */
export class Trouble {
  readonly #log: Logger
  readonly #what: string
  #since: number | undefined
  #saidAt = 0

  constructor(log: Logger, what: string) {
    this.#log = log
    this.#what = what
  }

  failed(error: unknown): void {
    const now = Date.now()
    this.#since ??= now
    if (now - this.#saidAt < repeatMs) return
    this.#saidAt = now
    const reason = error instanceof Error ? error.message : String(error)
    this.#log.warn({ reason, forMs: now - this.#since }, `${this.#what}: waiting`)
  }

  worked(): void {
    if (this.#since === undefined) return
    this.#log.info({ afterMs: Date.now() - this.#since }, `${this.#what}: works again`)
    this.#since = undefined
    this.#saidAt = 0
  }
}

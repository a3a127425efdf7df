import type { Logger } from '@aplauso/process'
import type { Tally, VoteArchive } from '@aplauso/stores'
import { recount } from './recount.ts'
import type { ConsumerStats } from './stats.ts'
import { Trouble } from './trouble.ts'

const intervalMs = 60_000

export interface AuditorOptions {
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly stats: ConsumerStats
  readonly log: Logger
  /** Whether this process is the one that recounts; one of a group is enough. */
  readonly isDue: () => boolean
}

/** Recounts every minute: exports the difference, and repairs and logs one that is not zero. */
export class Auditor {
  readonly #options: AuditorOptions
  readonly #trouble: Trouble
  #timer: ReturnType<typeof setInterval> | undefined
  #work: Promise<void> = Promise.resolve()
  #busy = false

  constructor(options: AuditorOptions) {
    this.#options = options
    this.#trouble = new Trouble(options.log, 'recounting')
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (this.#busy || !this.#options.isDue()) return
      this.#busy = true
      this.#work = this.audit().finally(() => {
        this.#busy = false
      })
    }, intervalMs)
  }

  /** Waits for a recount under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#work
  }

  /** One recount; what goes wrong is logged and tried again in a minute. */
  async audit(): Promise<void> {
    const { archive, tally, stats, log } = this.#options
    try {
      const { state, differences, repaired } = await recount(archive, tally, { repair: true })
      this.#trouble.worked()
      if (state === 'recounting') return
      stats.recountDifference = differences.length
      if (differences.length > 0) {
        log.error({ count: differences.length, first: differences[0], repaired }, 'the tally differed from the archive')
      }
    } catch (error) {
      this.#trouble.failed(error)
    }
  }
}

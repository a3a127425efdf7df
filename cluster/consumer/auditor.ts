import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@aplauso/process'
import type { Pause, Tally, VoteArchive } from '@aplauso/stores'
import { ArchiveTorn } from './archive-faults.ts'
import { CannotGoOn } from './cannot-go-on.ts'
import { type Recount, Recounter } from './recount.ts'
import type { ConsumerStats } from './stats.ts'
import { Trouble } from './trouble.ts'

const intervalMs = 60_000
const fullEveryMs = 24 * 60 * 60 * 1000
/** An engine that looks through all rows for a few of them is asked less often: a tenth of the time at most. */
const restPerWork = 9

export interface AuditorOptions {
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly stats: ConsumerStats
  readonly log: Logger
  /** Whether this process is the one that recounts; one of a group is enough. */
  readonly isDue: () => boolean
  /** Rebuilds the tally, which is further on than the archive. @throws StoreUnavailable, CannotGoOn */
  readonly rebuild: () => Promise<unknown>
}

/**
 * Recounts every minute what the minute brought, and every row at first and once a day, at low priority. Exports the
 * difference, and repairs and logs one that is not zero.
 */
export class Auditor {
  /** Resolves where a person has to decide, as when the archive has lost rows; never rejects. */
  readonly failed: Promise<CannotGoOn>
  readonly #options: AuditorOptions
  readonly #recounter: Recounter
  readonly #trouble: Trouble
  readonly #stopping = new AbortController()
  #fail: (error: CannotGoOn) => void = () => {}
  #timer: ReturnType<typeof setInterval> | undefined
  #work: Promise<void> = Promise.resolve()
  #busy = false
  #fullAtMs = Number.NEGATIVE_INFINITY
  #notBeforeMs = Number.NEGATIVE_INFINITY

  constructor(options: AuditorOptions) {
    this.#options = options
    this.#recounter = new Recounter(options.archive, options.tally)
    this.#trouble = new Trouble(options.log, 'recounting')
    this.failed = new Promise((resolve) => {
      this.#fail = resolve
    })
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (this.#busy || Date.now() < this.#notBeforeMs || !this.#options.isDue()) return
      this.#busy = true
      this.#work = this.audit().finally(() => {
        this.#busy = false
      })
    }, intervalMs)
  }

  /** Ends a recount under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopping.abort()
    await this.#work
  }

  /** One recount; what goes wrong is logged and tried again in a minute. */
  async audit(): Promise<void> {
    const { signal } = this.#stopping
    const startedMs = Date.now()
    try {
      const full = startedMs - this.#fullAtMs >= fullEveryMs
      const recount = await this.#recounter.recount({ repair: true, full, pause: lowPriority(signal) })
      this.#trouble.worked()
      if (recount.full) this.#fullAtMs = startedMs
      else this.#notBeforeMs = Date.now() + restPerWork * (Date.now() - startedMs)
      this.#report(recount)
      if (recount.state === 'behind') await this.#options.rebuild()
    } catch (error) {
      if (error instanceof CannotGoOn) return this.#fail(error)
      if (!signal.aborted) this.#trouble.failed(error)
    }
  }

  #report({ state, differences, lost, repaired }: Recount): void {
    const { stats, log } = this.#options
    for (const { partition, ...counts } of lost) this.#fail(new ArchiveTorn(partition, counts))
    if (state === 'behind') log.error('archive older than the tally')
    if (state !== 'compared') return
    stats.recountDifference = differences.length
    if (differences.length === 0) return
    log.error({ count: differences.length, first: differences[0], repaired }, 'the tally differed from the archive')
  }
}

/** Pauses as long as each piece of work took, so that half the time is for others. @param signal ends the work, by an error */
function lowPriority(signal: AbortSignal): Pause {
  let sinceMs = performance.now()
  return async () => {
    await sleep(performance.now() - sinceMs, undefined, { signal })
    sinceMs = performance.now()
  }
}

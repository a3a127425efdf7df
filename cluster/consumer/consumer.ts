import type { Logger } from '@aplauso/process'
import { incrementsOf, watermarkField } from '@aplauso/proto'
import type { Cut, LogBatch, LogHandler, Tally, TallyAnswer, VoteArchive, VoteLogConsumer } from '@aplauso/stores'
import { decide } from './decide.ts'
import { rebuild } from './rebuild.ts'
import { Trouble } from './trouble.ts'

const restMs = 1_000

export interface ConsumerOptions {
  readonly voteLog: VoteLogConsumer
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly log: Logger
}

/** A partition in hand: where it is read next (unknown until the tally has told), and the work under way on it. */
interface Held {
  position: number | undefined
  work: Promise<unknown>
  looking: boolean
}

/**
 * Moves votes from the log to the archive and then to the tally. Whatever the tally answers is followed by one rule:
 * applied, go on; another watermark, seek there; none, rebuild. So a crash, a second consumer on the same partition or
 * a tally that lost its memory can neither lose a vote nor count it twice.
 */
export class Consumer implements LogHandler {
  readonly #options: ConsumerOptions
  readonly #held = new Map<number, Held>()
  readonly #batchTrouble: Trouble
  readonly #restTrouble: Trouble
  #incarnation = ''
  #rebuilding: Promise<Cut> | undefined
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(options: ConsumerOptions) {
    this.#options = options
    this.#batchTrouble = new Trouble(options.log, 'counting')
    this.#restTrouble = new Trouble(options.log, 'looking at the tally')
  }

  async start(): Promise<void> {
    this.#incarnation = await this.#options.archive.incarnation()
    await this.#options.voteLog.start(this)
    this.#timer = setInterval(() => this.#rest(), restMs)
  }

  /** Finishes the batches in hand. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#options.voteLog.stop()
    await Promise.all([...this.#held.values()].map(({ work }) => work))
  }

  assigned(partitions: readonly number[]): void {
    for (const partition of this.#held.keys()) if (!partitions.includes(partition)) this.#held.delete(partition)
    for (const partition of partitions) {
      if (!this.#held.has(partition))
        this.#held.set(partition, { position: undefined, work: Promise.resolve(), looking: false })
    }
    this.#rest()
  }

  async batch(batch: LogBatch): Promise<number> {
    try {
      const next = await this.#exclusively(batch.partition, () => this.#count(batch))
      this.#batchTrouble.worked()
      return next
    } catch (error) {
      this.#batchTrouble.failed(error)
      throw error
    }
  }

  async #count(batch: LogBatch): Promise<number> {
    const { archive, tally, voteLog } = this.#options
    const counted = await decide(archive, batch, this.#incarnation)
    const { partition, first, next } = batch
    const step = { incarnation: this.#incarnation, partition, first, next, increments: incrementsOf(counted) }
    const answer = await tally.apply(step)
    const position = await this.#follow(partition, answer)
    if (answer.applied) {
      const lastKey = batch.records.at(-1)?.key ?? null
      await archive.raiseProgress({ incarnation: this.#incarnation, partition, next, lastKey })
      await voteLog.commit(partition, next)
    }
    return position
  }

  /** The one rule for every answer of the tally: where to read on. */
  async #follow(partition: number, { watermark }: TallyAnswer): Promise<number> {
    const position = watermark ?? (await this.#rebuild()).get(partition) ?? 0
    const held = this.#held.get(partition)
    if (held) held.position = position
    return position
  }

  /** One rebuild at a time in this process; others may rebuild too, each installs a consistent state. */
  #rebuild(): Promise<Cut> {
    const { archive, tally, voteLog, log } = this.#options
    this.#rebuilding ??= (async () => {
      const startedMs = Date.now()
      log.warn('the tally has no watermark: rebuilding it from the archive')
      const cut = await rebuild({
        archive,
        tally,
        incarnation: this.#incarnation,
        partitions: await voteLog.partitions(),
      })
      log.info({ tookMs: Date.now() - startedMs }, 'tally rebuilt')
      return cut
    })().finally(() => {
      this.#rebuilding = undefined
    })
    return this.#rebuilding
  }

  /** Each second, partitions at rest ask the tally whether it still stands where they do. */
  #rest(): void {
    for (const [partition, held] of this.#held) {
      if (held.looking) continue
      held.looking = true
      void this.#exclusively(partition, () => this.#look(partition, held))
        .then(
          () => this.#restTrouble.worked(),
          (error) => this.#restTrouble.failed(error),
        )
        .finally(() => {
          held.looking = false
        })
    }
  }

  async #look(partition: number, held: Held): Promise<void> {
    const { tally, voteLog } = this.#options
    if (this.#held.get(partition) !== held) return
    const before = held.position
    const incarnation = this.#incarnation
    const answer =
      before === undefined
        ? { applied: false, watermark: (await tally.watermarks()).get(watermarkField(incarnation, partition)) ?? null }
        : await tally.apply({ incarnation, partition, first: before, next: before, increments: new Map() })
    const position = await this.#follow(partition, answer)
    if (position !== before) voteLog.seek(partition, position)
  }

  /** Work on a partition is done one piece after the other. */
  #exclusively<Result>(partition: number, work: () => Promise<Result>): Promise<Result> {
    const held = this.#held.get(partition)
    if (!held) return work()
    const result = held.work.then(work)
    held.work = result.catch(() => undefined)
    return result
  }
}

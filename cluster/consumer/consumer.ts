import type { Logger } from '@aplauso/process'
import { incrementsOf, watermarkField } from '@aplauso/proto'
import {
  type Cut,
  type DeadLetters,
  type LogBatch,
  type LogHandler,
  StepTooLarge,
  type Tally,
  type TallyAnswer,
  type VoteArchive,
  type VoteLogConsumer,
} from '@aplauso/stores'
import { decide } from './decide.ts'
import { halves } from './halves.ts'
import { LogReplaced } from './log-replaced.ts'
import { rebuild } from './rebuild.ts'
import { checkSameLog } from './same-log.ts'
import { ConsumerStats } from './stats.ts'
import { Trouble } from './trouble.ts'

const restMs = 1_000
// A leader that has just taken over may for a moment tell an end before what was read.
const suspicionsBeforeGivingUp = 5

export interface ConsumerOptions {
  readonly voteLog: VoteLogConsumer
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly deadLetters: DeadLetters
  readonly log: Logger
}

/** A partition in hand: where it is read next (unknown until the tally has told), and the work under way on it. */
interface Held {
  position: number | undefined
  /** first position of a batch that could not be decided and comes again, unless the partition has moved on */
  undecided: number | undefined
  work: Promise<unknown>
  looking: boolean
  suspicions: number
}

function unheld(): Held {
  return { position: undefined, undecided: undefined, work: Promise.resolve(), looking: false, suspicions: 0 }
}

/** Whether a batch waits where the partition stands: until it is decided the partition is not at rest. */
function isUndecided({ position, undecided }: Held): boolean {
  return undecided !== undefined && undecided === position
}

/**
 * Moves votes from the log to the archive and then to the tally. Whatever the tally answers is followed by one rule:
 * applied, go on; another watermark, seek there; none, rebuild. So a crash, a second consumer on the same partition or
 * a tally that lost its memory can neither lose a vote nor count it twice.
 */
export class Consumer implements LogHandler {
  readonly stats = new ConsumerStats()
  /** Resolves when the consumer cannot go on and waiting would not help; never rejects. */
  readonly failed: Promise<Error>
  readonly #options: ConsumerOptions
  readonly #held = new Map<number, Held>()
  readonly #batchTrouble: Trouble
  readonly #restTrouble: Trouble
  #fail: (error: Error) => void = () => {}
  #incarnation = ''
  #rebuilding: Promise<Cut> | undefined
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(options: ConsumerOptions) {
    this.#options = options
    this.#batchTrouble = new Trouble(options.log, 'counting')
    this.#restTrouble = new Trouble(options.log, 'looking at the tally')
    this.failed = new Promise((resolve) => {
      this.#fail = resolve
    })
  }

  /** The incarnation of the log that this consumer counts from. */
  get incarnation(): string {
    return this.#incarnation
  }

  /** Whether this consumer holds a partition. */
  holds(partition: number): boolean {
    return this.#held.has(partition)
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

  /** Also a partition that was held before is held anew: the log reads it from wherever the group's offsets say. */
  assigned(partitions: readonly number[]): void {
    const before = new Map(this.#held)
    this.#held.clear()
    for (const partition of partitions) {
      const work = before.get(partition)?.work ?? Promise.resolve()
      this.#held.set(partition, { ...unheld(), work })
    }
    this.stats.lost(partitions)
    this.#rest()
  }

  async batch(batch: LogBatch): Promise<number> {
    // A partition that was taken away meanwhile is worked on all the same: it does no harm.
    const held = this.#held.get(batch.partition) ?? unheld()
    try {
      const next = await this.#exclusively(held, () => this.#countInParts(batch, held))
      held.undecided = undefined
      this.#batchTrouble.worked()
      return next
    } catch (error) {
      held.undecided = batch.first
      this.#trouble(held, this.#batchTrouble, error)
      throw error
    }
  }

  /** A batch too large for one request to the tally goes in two, each a step of its own. */
  async #countInParts(batch: LogBatch, held: Held): Promise<number> {
    try {
      return await this.#count(batch, held)
    } catch (error) {
      if (!(error instanceof StepTooLarge) || batch.records.length < 2) throw error
      const [head, tail] = halves(batch)
      const position = await this.#countInParts(head, held)
      return position === tail.first ? this.#countInParts(tail, held) : position
    }
  }

  async #count(batch: LogBatch, held: Held): Promise<number> {
    const { archive, tally, voteLog, deadLetters } = this.#options
    if (held.position === undefined) {
      const begin = await this.#follow(batch.partition, held, batch.first, await this.#firstLook(batch.partition))
      if (begin !== batch.first) return begin
    }
    const decision = await decide(archive, deadLetters, batch, this.#incarnation)
    const { partition, first, next } = batch
    const lastKey = batch.records.at(-1)?.key ?? null
    const step = { incarnation: this.#incarnation, partition, first, next, lastKey, counted: decision.offsets }
    if (!(await archive.advanceProgress(step))) {
      return this.#follow(partition, held, first, await this.#firstLook(partition))
    }
    const increments = incrementsOf(decision.counted)
    const answer = await tally.apply({ incarnation: this.#incarnation, partition, first, next, increments })
    if (!answer.applied) {
      this.stats.refusedSteps += 1
      return this.#follow(partition, held, first, answer)
    }
    this.stats.applied(batch, decision)
    const position = await this.#follow(partition, held, first, answer)
    await voteLog.commit(partition, next)
    return position
  }

  /**
   * The one rule for every answer of the tally: where to read on. Whenever the log was read from elsewhere than we
   * thought, it is told outright: the answer may be of a batch that was fetched before a rebalance.
   */
  async #follow(
    partition: number,
    held: Held,
    readFrom: number | undefined,
    { applied, watermark }: TallyAnswer,
  ): Promise<number> {
    const wasExpected = applied && held.position === readFrom
    const position = applied && watermark !== null ? watermark : await this.#replayFrom(partition, watermark)
    held.position = position
    if (!wasExpected && this.#held.get(partition) === held) this.#options.voteLog.seek(partition, position)
    return position
  }

  /** The watermark, where the log can be read from there; otherwise what a rebuild makes of it. */
  async #replayFrom(partition: number, watermark: number | null): Promise<number> {
    const { start, end } = await this.#options.voteLog.bounds(partition)
    if (watermark !== null && watermark > end) {
      throw new LogReplaced(partition, `it ends at ${end}, but was counted up to ${watermark}`)
    }
    if (watermark !== null && watermark >= start) return watermark
    return (await this.#rebuild()).get(partition) ?? 0
  }

  /** One rebuild at a time in this process; others may rebuild too, each installs a consistent state. */
  #rebuild(): Promise<Cut> {
    this.#rebuilding ??= this.#rebuildNow().finally(() => {
      this.#rebuilding = undefined
    })
    return this.#rebuilding
  }

  async #rebuildNow(): Promise<Cut> {
    const { log } = this.#options
    const startedMs = Date.now()
    log.info('rebuilding the tally from the archive')
    const onGap = (partition: number, from: number, to: number) => {
      this.stats.gaps += 1
      log.error({ partition, from, to }, 'gap: the log no longer holds records that were not read')
    }
    const cut = await rebuild({ ...this.#options, incarnation: this.#incarnation, onGap })
    this.stats.rebuilds += 1
    const tookMs = Date.now() - startedMs
    // A new system's tally is made in the same way; that is nothing to warn of.
    if ([...cut.values()].every((position) => position === 0)) log.info({ tookMs }, 'tally made')
    else log.warn({ tookMs }, 'the tally could not be gone on from: rebuilt from the archive')
    return cut
  }

  /**
   * Each second, partitions at rest ask the tally whether it still stands where they do. That also tells readers that
   * the counters are up to date, so a partition whose batch comes again is not at rest, and none is while the log does
   * not answer: votes may be waiting.
   */
  #rest(): void {
    const resting = [...this.#held].filter(([, held]) => !held.looking && !isUndecided(held))
    const [first] = resting
    if (!first) return
    const logAnswers = this.#options.voteLog.bounds(first[0])
    for (const [partition, held] of resting) {
      held.looking = true
      void logAnswers
        .then(() => this.#exclusively(held, () => this.#look(partition, held)))
        .then(
          () => this.#restTrouble.worked(),
          (error) => this.#trouble(held, this.#restTrouble, error),
        )
        .finally(() => {
          held.looking = false
        })
    }
  }

  async #look(partition: number, held: Held): Promise<void> {
    const { tally } = this.#options
    if (this.#held.get(partition) !== held) return
    const before = held.position
    const incarnation = this.#incarnation
    const answer =
      before === undefined
        ? await this.#firstLook(partition)
        : await tally.apply({ incarnation, partition, first: before, next: before, increments: new Map() })
    await this.#follow(partition, held, before, answer)
    held.suspicions = 0
  }

  /** On assignment: checks that the log is the one that was counted from, and finds the watermark. */
  async #firstLook(partition: number): Promise<TallyAnswer> {
    const { archive, tally, voteLog } = this.#options
    const watermark = (await tally.watermarks()).get(watermarkField(this.#incarnation, partition)) ?? null
    const progress = (await archive.progress(this.#incarnation)).find((row) => row.partition === partition)
    await checkSameLog(voteLog, partition, watermark, progress)
    return { applied: false, watermark }
  }

  #trouble(held: Held, trouble: Trouble, error: unknown): void {
    trouble.failed(error)
    if (!(error instanceof LogReplaced)) return
    held.suspicions += 1
    if (held.suspicions >= suspicionsBeforeGivingUp) this.#fail(error)
  }

  /** Work on a partition is done one piece after the other. */
  #exclusively<Result>(held: Held, work: () => Promise<Result>): Promise<Result> {
    const result = held.work.then(work)
    held.work = result.catch(() => undefined)
    return result
  }
}

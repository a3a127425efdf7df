import type { Logger } from '@aplauso/process'
import { incrementsOf, watermarkField } from '@aplauso/proto'
import {
  type Cut,
  type DeadLetters,
  type LogBatch,
  type LogHandler,
  noProgress,
  SourceTaken,
  StepTooLarge,
  type Tally,
  type TallyAnswer,
  type VoteArchive,
  type VoteLogConsumer,
} from '@aplauso/stores'
import { CannotGoOn } from './cannot-go-on.ts'
import { type Decision, decide } from './decide.ts'
import { FetchStalled, FetchWatch, type Patience, usualPatience } from './fetch-watch.ts'
import { LetterLines } from './letter-lines.ts'
import { checkSameLog, LogReplaced } from './log-replaced.ts'
import { notePartitions } from './partition-count.ts'
import { PartitionState } from './partition-state.ts'
import { passGap, rebuild } from './rebuild.ts'
import { splitBatch } from './split-batch.ts'
import { ConsumerStats } from './stats.ts'
import { Trouble } from './trouble.ts'

const heartbeatMs = 1_000

export interface ConsumerOptions {
  readonly voteLog: VoteLogConsumer
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly deadLetters: DeadLetters
  readonly log: Logger
  /** 5 s and 30 s unless given */
  readonly patience?: Patience
}

/**
 * Moves votes from the log to the archive and then to the tally. Whatever the tally answers is followed by one rule:
 * applied, go on; another watermark, seek there; none, rebuild. So a crash, a second consumer on the same partition or
 * a tally that lost its memory can neither lose a vote nor count it twice.
 * @example
 * const consumer = new Consumer({ voteLog, archive, tally, deadLetters, log })
 * await consumer.start()
 */
export class Consumer implements LogHandler {
  readonly stats = new ConsumerStats()
  /** Resolves when the consumer cannot go on and waiting would not help; never rejects. */
  readonly failed: Promise<Error>
  readonly #options: ConsumerOptions
  readonly #partitions = new Map<number, PartitionState>()
  readonly #batchTrouble: Trouble
  readonly #checkTrouble: Trouble
  readonly #watch: FetchWatch
  readonly #letterLines: LetterLines
  #fail: (error: Error) => void = () => {}
  #incarnation = ''
  #rebuilding: Promise<Cut> | undefined
  /** the note of the log's partitions, once for each assignment */
  #partitionsNoted: Promise<number> | undefined
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(options: ConsumerOptions) {
    this.#options = options
    this.#batchTrouble = new Trouble(options.log, 'counting')
    this.#checkTrouble = new Trouble(options.log, 'watermark check')
    this.#watch = new FetchWatch(options.patience ?? usualPatience)
    this.#letterLines = new LetterLines(options.log)
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
    return this.#partitions.has(partition)
  }

  /** Whether batches come wherever records wait. */
  get isFresh(): boolean {
    return [...this.#partitions.values()].every(({ isLagging }) => !isLagging)
  }

  async start(): Promise<void> {
    this.#incarnation = await this.#options.archive.incarnation()
    await this.#options.voteLog.start(this)
    this.#timer = setInterval(() => this.#heartbeat(), heartbeatMs)
  }

  /** Finishes the batches in hand. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#options.voteLog.stop()
    await Promise.all([...this.#partitions.values()].map((state) => state.idle()))
  }

  /** Also a partition that was held before is held anew: the log reads it from wherever the group's offsets say. */
  assigned(partitions: readonly number[]): void {
    const before = new Map(this.#partitions)
    this.#partitions.clear()
    for (const partition of partitions) {
      this.#partitions.set(partition, new PartitionState(before.get(partition)))
    }
    this.#watch.assign(partitions)
    this.#partitionsNoted = undefined
    this.stats.lost(partitions)
    this.#heartbeat()
  }

  async batch(batch: LogBatch): Promise<number> {
    // A partition that was taken away meanwhile is worked on all the same: it does no harm.
    const state = this.#partitions.get(batch.partition) ?? new PartitionState()
    state.isBusy = true
    state.isLagging = false
    this.#watch.began(batch.partition)
    try {
      const next = await state.exclusively(() => this.#countInParts(batch, state))
      state.decided()
      this.#watch.ended(batch.partition, 'decided')
      this.#batchTrouble.worked()
      return next
    } catch (error) {
      state.failed(batch.first)
      this.#watch.ended(batch.partition, 'failed')
      this.#trouble(state, this.#batchTrouble, error)
      throw error
    }
  }

  /** A batch too large for one request to the tally goes in two, each a step of its own. */
  async #countInParts(batch: LogBatch, state: PartitionState): Promise<number> {
    try {
      return await this.#count(batch, state)
    } catch (error) {
      if (!(error instanceof StepTooLarge) || batch.records.length < 2) throw error
      const [head, tail] = splitBatch(batch)
      const position = await this.#countInParts(head, state)
      return position === tail.first ? this.#countInParts(tail, state) : position
    }
  }

  async #count(batch: LogBatch, state: PartitionState): Promise<number> {
    const { archive, tally, voteLog } = this.#options
    const { partition, first, next } = batch
    if (state.position === undefined || batch.records.length === 0) {
      const begin = await this.#begin(partition, state, first)
      if (begin !== first || batch.records.length === 0) return begin
    }
    const decision = await this.#decide(batch)
    const at = { incarnation: this.#incarnation, partition, first, next }
    const lastKey = batch.records.at(-1)?.key ?? null
    const progress = await archive.advanceProgress({ ...at, lastKey, counted: decision.offsets })
    // The archive has gone back: it lacks what lies before this batch.
    if (!progress) return this.#begin(partition, state, first)
    const answer = await tally.apply({ ...at, increments: incrementsOf(decision.counted) })
    if (answer.applied) this.stats.applied(batch, decision)
    else this.stats.refusedSteps += 1
    const position = await this.#resumeFrom(partition, state, first, answer)
    if (answer.applied) await voteLog.commit(partition, next)
    return position
  }

  async #decide(batch: LogBatch): Promise<Decision> {
    try {
      const decision = await decide(this.#options, batch, this.#incarnation)
      this.#letterLines.report(decision.letters)
      return decision
    } catch (error) {
      if (!(error instanceof SourceTaken)) throw error
      throw new LogReplaced(
        batch.partition,
        `at ${error.offset} it holds another record than the one that was archived`,
      )
    }
  }

  /** The one rule for every answer of the tally: where to read on. */
  async #resumeFrom(
    partition: number,
    state: PartitionState,
    readFrom: number | undefined,
    { applied, watermark }: TallyAnswer,
  ): Promise<number> {
    const wasExpected = applied && state.position === readFrom
    const position = applied && watermark !== null ? watermark : await this.#replayFrom(partition, watermark)
    return this.#moveTo(partition, state, position, wasExpected)
  }

  /**
   * Whenever the log was read from elsewhere than we thought, it is sought outright: the answer may be of a batch that
   * was fetched before a rebalance.
   */
  #moveTo(partition: number, state: PartitionState, position: number, wasExpected: boolean): number {
    state.position = position
    if (!wasExpected && this.#partitions.get(partition) === state) this.#options.voteLog.seek(partition, position)
    return position
  }

  /** The watermark, where the log can be read from there; otherwise what a rebuild makes of it. */
  async #replayFrom(partition: number, watermark: number | null): Promise<number> {
    const { start, end } = await this.#options.voteLog.bounds(partition)
    if (watermark !== null && watermark > end) {
      throw new LogReplaced(partition, `it ends at ${end}, but was counted up to ${watermark}`)
    }
    if (watermark !== null && watermark >= start) return watermark
    const begun = watermark === null ? await this.#beginAdded(partition, start) : null
    return begun ?? (await this.rebuild()).get(partition) ?? 0
  }

  /** A partition that was added begins at the log's start, without a rebuild. @returns its watermark, null where it was not */
  async #beginAdded(partition: number, start: number): Promise<number | null> {
    const { archive, tally } = this.#options
    const incarnation = this.#incarnation
    if ((await archive.progress(incarnation)).some((progress) => progress.partition === partition)) return null
    if (start > 0) {
      const none = noProgress({ incarnation, partition })
      const { rows } = await passGap({ archive, onGap: this.#onGap }, none, start)
      if (rows > 0) return null
    }
    return (await tally.begin(incarnation, partition, start)).watermark
  }

  /**
   * Where to read a partition from, on assignment and where the archive lacks what lies before a batch: checks that the
   * log is the one that was counted from, and that the archive is. An archive behind the tally is an older one, or
   * another: the tally is rebuilt from it, and what it lacks is replayed.
   */
  async #begin(partition: number, state: PartitionState, readFrom?: number): Promise<number> {
    const { archive, tally, voteLog } = this.#options
    await this.#notePartitions()
    // In this order: progress is raised before the watermark, so that it is never behind one that was read before.
    const watermark = (await tally.watermarks()).get(watermarkField(this.#incarnation, partition)) ?? null
    const progress = (await archive.progress(this.#incarnation)).find((row) => row.partition === partition)
    await checkSameLog(voteLog, partition, watermark, progress)
    const archived = progress?.next ?? 0
    if (watermark === null || archived >= watermark) {
      return this.#resumeFrom(partition, state, readFrom, { applied: false, watermark })
    }
    this.#options.log.error({ partition, archived, counted: watermark }, 'archive older than the tally')
    const position = (await this.rebuild()).get(partition) ?? 0
    return this.#moveTo(partition, state, position, false)
  }

  /**
   * Rebuilds the tally from the archive, one rebuild at a time in this process; others may rebuild too, each installs a
   * consistent state.
   * @returns the positions from which the partitions are replayed
   * @throws StoreUnavailable
   * @throws CannotGoOn
   */
  rebuild(): Promise<Cut> {
    this.#rebuilding ??= this.#rebuildNow().finally(() => {
      this.#rebuilding = undefined
    })
    return this.#rebuilding
  }

  async #rebuildNow(): Promise<Cut> {
    const { log } = this.#options
    const startedMs = Date.now()
    log.info('rebuilding the tally from the archive')
    const cut = await rebuild({ ...this.#options, incarnation: this.#incarnation, onGap: this.#onGap })
    this.stats.rebuilds += 1
    const tookMs = Date.now() - startedMs
    // A new system's tally is made in the same way; that is nothing to warn of.
    if ([...cut.values()].every((position) => position === 0)) log.info({ tookMs }, 'tally made')
    else log.warn({ tookMs }, 'the tally could not be gone on from: rebuilt from the archive')
    return cut
  }

  readonly #onGap = (partition: number, from: number, to: number): void => {
    this.stats.gaps += 1
    this.#options.log.error({ partition, from, to }, 'gap: the log no longer holds records that were not read')
  }

  /**
   * Each second, partitions at rest check that the tally's watermark is still where they are. That also says to readers
   * that the counters are up to date, so a partition is at rest only where it has reached the log's end, asked for that very
   * partition; and never while the log does not answer, or a batch comes again.
   */
  #heartbeat(): void {
    this.#watch.tick(this.#rebuilding !== undefined)
    for (const [partition, state] of this.#partitions) {
      if (state.isChecking) continue
      state.isChecking = true
      state.isBusy = false
      void this.#options.voteLog
        .bounds(partition)
        .then(({ end }) => state.exclusively(() => this.#checkWatermark(partition, state, end)))
        .then(
          () => this.#checkTrouble.worked(),
          (error) => {
            this.#watch.moved(partition)
            this.#trouble(state, this.#checkTrouble, error)
          },
        )
        .finally(() => {
          state.isChecking = false
        })
    }
  }

  async #checkWatermark(partition: number, state: PartitionState, end: number): Promise<void> {
    const { tally } = this.#options
    // Since the end was asked for, the partition may have gone to another, or batches may have come.
    if (this.#partitions.get(partition) !== state || state.isBusy) return
    const { position } = state
    if (position === undefined) {
      await this.#begin(partition, state)
      return this.#watch.moved(partition)
    }
    this.stats.checked(partition, position, end)
    if (position > end) throw new LogReplaced(partition, `it ends at ${end}, but was counted up to ${position}`)
    if (!(await this.#isAtRest(partition, state, position, end))) return this.#judgeLag(partition, state, position, end)
    state.isLagging = false
    this.#watch.moved(partition)
    const incarnation = this.#incarnation
    const answer = await tally.apply({ incarnation, partition, first: position, next: position, increments: new Map() })
    await this.#resumeFrom(partition, state, position, answer)
    state.clear()
  }

  async #isAtRest(partition: number, state: PartitionState, position: number, end: number): Promise<boolean> {
    if (state.isUndecided) return false
    if (position === end || state.emptyUpTo === end) return true
    if (this.#watch.judge(partition) === 'fresh') return false
    if (await this.#options.voteLog.hasRecords(partition, position)) return false
    state.emptyUpTo = end
    return true
  }

  /** Records wait. Batches of them should come. */
  #judgeLag(partition: number, state: PartitionState, position: number, end: number): void {
    const verdict = this.#watch.judge(partition)
    state.isLagging = verdict !== 'fresh'
    if (verdict === 'stalled') this.#fail(new FetchStalled(partition, { position, end }))
  }

  /** A group is formed anew when partitions were added, so once an assignment is enough. */
  #notePartitions(): Promise<number> {
    this.#partitionsNoted ??= notePartitions(this.#options, this.#incarnation).catch((error) => {
      this.#partitionsNoted = undefined
      throw error
    })
    return this.#partitionsNoted
  }

  #trouble(state: PartitionState, trouble: Trouble, error: unknown): void {
    trouble.failed(error)
    if (!(error instanceof CannotGoOn)) return
    if (state.suspect()) this.#fail(error)
  }
}

import type { VoteClient } from '../../../clients/cast/index.ts'
import type { Random } from '../../random.ts'
import type { Contents, Fate, History, Totals } from '../history/index.ts'
import { askDoor } from './ask-door.ts'
import { type PlannedVote, plannedVotes } from './votes.ts'
import { Waiting } from './waiting.ts'

export interface WorkloadOptions {
  /** each attempt goes to one of them at random */
  readonly doors: readonly VoteClient[]
  /** every attempt is noted here when it ends; the votes' ids begin with its prefix */
  readonly history: History
  /** what is called for marked votes, by which freshness is measured */
  readonly marks?: Marks
  /** new votes a second, over all doors; what is sent again comes on top */
  readonly rate: number
  /** of its own: answers come as they come, so that what others draw from it would differ from run to run */
  readonly random: Random
  /** aborted: voters stop, and wait for no answer */
  readonly signal?: AbortSignal
  /** how long an answer is waited for; 10 s unless given */
  readonly patienceMs?: number
  /** the wait before the second try, doubled with each; half a second unless given */
  readonly backoffMs?: number
  /** 20 unless given; most requests carry fewer */
  readonly mostVotesPerRequest?: number
  /** requests under way at once: beyond it new votes are not born, and others wait; 400 unless given */
  readonly mostInFlight?: number
}

/** Called for a marked vote when it is first sent, and when it is first accepted. */
export interface Marks {
  sent(contents: Contents): void
  accepted(contents: Contents): void
}

/** The history's totals, and what else the load knows of itself. */
export interface Figures extends Totals {
  /** votes sent at least once, those without an answer yet among them */
  readonly sent: number
  /** votes that were due while too many requests were under way: they were never made */
  readonly skipped: number
  /** right votes that were refused, and wrong ones that were accepted, by attempt: there should be none */
  readonly misjudged: number
  /** requests that were answered as no door ever should; their votes are unknown */
  readonly unexpected: number
  readonly lastUnexpected: string | undefined
  /** requests under way */
  readonly inFlight: number
  /** attempts that wait for their time */
  readonly waiting: number
  /**
   * by the name of each door, when it got the latest request of which it accepted a vote, on the clock of
   * `performance.now()`; 0 where it accepted none
   */
  readonly lastAcceptedMs: Readonly<Record<string, number>>
}

export interface Workload {
  /** Sends nothing more, and waits for the answers that are due. It ends within the patience of one request. */
  stop(): Promise<void>
  figures(): Figures
}

interface Attempt {
  readonly vote: PlannedVote
  /** from 1 */
  readonly number: number
  /** whether the vote was never sent before */
  readonly isFirst: boolean
}

const tickMs = 50

const standards = { patienceMs: 10_000, backoffMs: 500, mostVotesPerRequest: 20, mostInFlight: 400 }

/**
 * Votes come at a constant rate, however slow the answers are. Some are sent twice on purpose, some must be refused; most
 * whose fate is unknown are tried again under the same id, after a while and at any door, and the rest stays unknown.
 */
export function startWorkload(options: WorkloadOptions): Workload {
  return new RunningWorkload({ ...standards, ...options })
}

class RunningWorkload implements Workload {
  readonly #options: WorkloadOptions & typeof standards
  readonly #startMs = performance.now()
  readonly #nextVote: () => PlannedVote
  readonly #waiting = new Waiting<Attempt>(tickMs, this.#startMs)
  readonly #underWay = new Set<{ giveUp(): void }>()
  readonly #lastAcceptedMs: Record<string, number>
  readonly #counts = { sent: 0, skipped: 0, misjudged: 0, unexpected: 0 }
  readonly #idle = Promise.withResolvers<void>()
  readonly #timer: ReturnType<typeof setInterval>
  #lastUnexpected: string | undefined
  #born = 0
  #isOver = false

  constructor(options: WorkloadOptions & typeof standards) {
    const { doors, history, random, signal } = options
    this.#options = options
    this.#nextVote = plannedVotes(random, history.idPrefix)
    this.#lastAcceptedMs = Object.fromEntries(doors.map(({ name }) => [name, 0]))
    this.#timer = setInterval(() => this.#tick(), tickMs)
    if (signal?.aborted) this.#abort()
    signal?.addEventListener('abort', this.#abort, { once: true })
  }

  async stop(): Promise<void> {
    this.#end()
    await this.#idle.promise
    this.#options.signal?.removeEventListener('abort', this.#abort)
  }

  figures(): Figures {
    return {
      ...this.#options.history.totals(),
      ...this.#counts,
      lastUnexpected: this.#lastUnexpected,
      inFlight: this.#underWay.size,
      waiting: this.#waiting.size,
      lastAcceptedMs: { ...this.#lastAcceptedMs },
    }
  }

  #tick(): void {
    const { doors, random, mostVotesPerRequest, mostInFlight } = this.#options
    const nowMs = performance.now()
    const attempts = [...this.#bear(nowMs), ...this.#waiting.takeDue(nowMs)]
    for (const [door, all] of Map.groupBy(attempts, () => random.pick(doors))) {
      for (let at = 0; door && at < all.length; ) {
        const some = all.slice(at, at + random.between(1, mostVotesPerRequest))
        at += some.length
        if (this.#underWay.size < mostInFlight) void this.#send(door, some)
        else for (const attempt of some) this.#waiting.add(attempt, nowMs)
      }
    }
  }

  /** First attempts of the votes that are due. */
  #bear(nowMs: number): readonly Attempt[] {
    const { rate, mostInFlight } = this.#options
    const due = Math.floor(((nowMs - this.#startMs) * rate) / 1000) - this.#born
    this.#born += due
    if (this.#underWay.size >= mostInFlight) {
      this.#counts.skipped += due
      return []
    }
    return Array.from({ length: due }, () => {
      const vote = this.#nextVote()
      if (vote.onceMoreMs !== undefined) this.#waiting.add({ vote, number: 1, isFirst: false }, nowMs + vote.onceMoreMs)
      return { vote, number: 1, isFirst: true }
    })
  }

  async #send(door: VoteClient, attempts: readonly Attempt[]): Promise<void> {
    const sentMs = performance.now()
    const asking = askDoor(
      door,
      attempts.map(({ vote }) => vote.prepared),
      this.#options.patienceMs,
    )
    this.#underWay.add(asking)
    for (const { vote, isFirst } of attempts) {
      if (!isFirst) continue
      this.#counts.sent += 1
      if (vote.isMarked) this.#options.marks?.sent(vote.contents)
    }
    const { fates, unexpected } = await asking.answer
    this.#underWay.delete(asking)
    for (const [at, attempt] of attempts.entries()) this.#take(attempt, door, fates[at] ?? 'unknown', sentMs)
    if (unexpected !== undefined) {
      this.#counts.unexpected += 1
      this.#lastUnexpected = unexpected
    }
    if (this.#isOver && this.#underWay.size === 0) this.#idle.resolve()
  }

  #take({ vote, number }: Attempt, door: VoteClient, fate: Fate, sentMs: number): void {
    const { history, marks, backoffMs, random } = this.#options
    const isNews = history.note({ number: vote.number, contents: vote.contents, door: door.name, fate })
    if (isNews && vote.isMarked) marks?.accepted(vote.contents)
    if (fate === 'accepted') this.#lastAcceptedMs[door.name] = Math.max(this.#lastAcceptedMs[door.name] ?? 0, sentMs)
    if (fate === (vote.isRight ? 'refused' : 'accepted')) this.#counts.misjudged += 1
    if (fate !== 'unknown' || this.#isOver || number >= vote.tries) return
    const waitMs = backoffMs * 2 ** (number - 1) * (0.5 + random.next())
    this.#waiting.add({ vote, number: number + 1, isFirst: false }, performance.now() + waitMs)
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearInterval(this.#timer)
    this.#waiting.clear()
    if (this.#underWay.size === 0) this.#idle.resolve()
  }

  readonly #abort = (): void => {
    this.#end()
    for (const asking of this.#underWay) asking.giveUp()
  }
}

import { type LogEntry, StoreUnavailable } from '@aplauso/stores'
import { Batcher } from '@aplauso/stores/batcher'
import { SimProcess } from '../process.ts'
import { pause } from '../virtual-time.ts'
import type { World } from '../world.ts'
import { SimProducer } from './sim-producer.ts'

const batchTimeoutMs = 2_000
const callerTimeoutMs = 5_000

/** A door: the real batcher before the simulated log. It dies and comes back as another process. */
export class SimDoor {
  readonly #world: World
  #process = new SimProcess('door')
  #batcher: Batcher<LogEntry>

  constructor(world: World) {
    this.#world = world
    this.#batcher = this.#start()
  }

  /** Casts a vote; resolves when the door says "accepted", rejects if it says anything else or nothing. */
  cast(entry: LogEntry): Promise<void> {
    const process = this.#process
    const answer = this.#batcher.append(entry)
    if (this.#world.broken.has('door-answers-early')) {
      answer.catch(() => undefined)
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('no answer')), callerTimeoutMs)
      answer.then(
        (result) => process.deliver(result === 'accepted' ? resolve : () => reject(new Error(result))),
        (error) => process.deliver(() => reject(error)),
      )
    })
  }

  /** Dies with all that waits in it, and starts again. */
  crash(): void {
    this.#process.kill()
    this.#process = new SimProcess('door')
    this.#batcher = this.#start()
  }

  #start(): Batcher<LogEntry> {
    const { random } = this.#world
    const process = this.#process
    return new Batcher<LogEntry>({
      append: async (entries, signal) => {
        await this.#append(process, entries, signal)
        return { results: entries.map(() => 'accepted') }
      },
      sizeOf: ({ value }) => value.length,
      lingerMs: random.between(0, 10),
      maxBatchRecords: random.between(1, 8),
      maxBatchBytes: 4_096,
      maxQueueRecords: 30,
      maxQueueBytes: 100_000,
      batchTimeoutMs,
    })
  }

  /** The whole batch again, over a new producer with fresh metadata, until an answer names every partition. */
  async #append(process: SimProcess, entries: readonly LogEntry[], signal: AbortSignal): Promise<void> {
    for (let pauseMs = 20; process.isAlive; pauseMs *= 2) {
      const producer = new SimProducer(this.#world, process)
      try {
        const expected = await producer.partitionsOf(entries)
        const stored = await producer.send(entries)
        if (isComplete(stored, expected) || this.#takesAnyAnswer()) return
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
      }
      signal.throwIfAborted()
      await pause(pauseMs)
    }
    await new Promise<never>(() => {})
  }

  #takesAnyAnswer(): boolean {
    const { broken } = this.#world
    return broken.has('missing-outcome') || broken.has('producer-repeats')
  }
}

function isComplete(stored: ReadonlySet<number>, expected: ReadonlySet<number>): boolean {
  return [...expected].every((partition) => stored.has(partition))
}

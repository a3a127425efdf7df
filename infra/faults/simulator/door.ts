import type { LogEntry } from '@aplauso/stores'
import { Batcher } from '@aplauso/stores/batcher'
import { SimProcess } from './process.ts'
import type { World } from './world.ts'

/** A door: the real batcher before the simulated log. It dies and comes back as another process. */
export class SimDoor {
  readonly #world: World
  #process = new SimProcess('door')
  #batcher: Batcher<LogEntry>

  constructor(world: World) {
    this.#world = world
    this.#batcher = this.#start()
  }

  /** Casts a vote; resolves when the door says "accepted", rejects where its fate is unknown. */
  cast(entry: LogEntry): Promise<void> {
    const process = this.#process
    const answer = this.#batcher.add(entry)
    if (this.#world.broken.has('door-answers-early')) {
      answer.catch(() => undefined)
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('no answer')), 5_000)
      answer.then(
        () => process.deliver(resolve),
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
    const { network, log, random } = this.#world
    const process = this.#process
    return new Batcher<LogEntry>({
      flush: async (entries) => {
        await network.call(process, () => (process.isAlive ? log.append(entries) : new Promise<void>(() => {})))
        return undefined
      },
      sizeOf: ({ value }) => value.length,
      lingerMs: random.between(0, 10),
      maxBatchRecords: random.between(1, 8),
      maxBatchBytes: 4_096,
      maxQueueRecords: 30,
      maxQueueBytes: 100_000,
      flushTimeoutMs: 2_000,
    })
  }
}

import type { LogBatch, LogHandler, LogRecord, VoteLogConsumer } from '@aplauso/stores'
import { judgedBatch } from './consumer-ports.ts'
import type { SimProcess } from './process.ts'
import type { World } from './world.ts'

const idleMs = 100
const retryMs = 200

/** The consumer group: who owns which partition. A member that lost one may not have noticed yet. */
export class SimGroup {
  readonly #members = new Map<SimProcess, SimConsumer>()
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  join(process: SimProcess, consumer: SimConsumer): void {
    this.#members.set(process, consumer)
    this.rebalance()
  }

  leave(process: SimProcess): void {
    this.#members.delete(process)
    this.rebalance()
  }

  /** Deals the partitions out anew, by chance. */
  rebalance(): void {
    const members = [...this.#members].filter(([process]) => process.isAlive)
    const shares = new Map<SimConsumer, number[]>(members.map(([, consumer]) => [consumer, []]))
    for (let partition = 0; partition < this.#world.log.partitionCount; partition += 1) {
      const member = this.#world.random.pick(members)
      if (member) shares.get(member[1])?.push(partition)
    }
    for (const [process, consumer] of members) process.deliver(() => consumer.own(shares.get(consumer) ?? []))
  }
}

/** The log as a consumer process reads it. */
export class SimConsumer implements VoteLogConsumer {
  readonly crashed = new Promise<Error>(() => {})
  readonly #world: World
  readonly #process: SimProcess
  readonly #positions = new Map<number, number>()
  #handler: LogHandler | undefined
  #generation = 0

  constructor(world: World, process: SimProcess) {
    this.#world = world
    this.#process = process
  }

  async start(handler: LogHandler): Promise<void> {
    this.#handler = handler
    this.#world.group.join(this.#process, this)
  }

  own(partitions: readonly number[]): void {
    this.#generation += 1
    this.#positions.clear()
    for (const partition of partitions) {
      const { log, random } = this.#world
      const anywhere = random.chance(0.2) ? random.between(0, log.end(partition)) : undefined
      this.#positions.set(partition, anywhere ?? log.committed.get(partition) ?? 0)
    }
    this.#handler?.assigned(partitions)
    for (const partition of partitions) void this.#read(partition, this.#generation)
  }

  seek(partition: number, position: number): void {
    if (this.#positions.has(partition)) this.#positions.set(partition, position)
  }

  async commit(partition: number, position: number): Promise<void> {
    await this.#call(() => {
      this.#world.log.committed.set(partition, position)
    })
  }

  partitions(): Promise<number> {
    return this.#call(() => this.#world.log.partitionCount)
  }

  bounds(partition: number): Promise<{ start: number; end: number }> {
    return this.#call(() => ({ start: 0, end: this.#world.log.end(partition) }))
  }

  recordAt(partition: number, offset: number): Promise<LogRecord | undefined> {
    return this.#call(() => this.#world.log.read(partition, offset, 1)[0])
  }

  hasRecords(partition: number, from: number): Promise<boolean> {
    return this.#call(() => this.#world.log.read(partition, from, 1).length > 0)
  }

  async stop(): Promise<void> {
    this.#generation += 1
    this.#world.group.leave(this.#process)
  }

  #call<Answer>(work: () => Answer): Promise<Answer> {
    return this.#world.network.call(this.#process, work)
  }

  async #read(partition: number, generation: number): Promise<void> {
    while (generation === this.#generation && this.#process.isAlive) {
      const first = this.#positions.get(partition) ?? 0
      try {
        const limit = this.#world.random.between(1, 6)
        const [records, end] = await this.#call(() => [
          this.#world.log.read(partition, first, limit),
          this.#world.log.end(partition),
        ])
        const last = records.at(-1)
        if (!last) {
          // Out of range: Kafka's consumers begin anew at the log's start.
          if (first > end && this.#positions.get(partition) === first) this.#positions.set(partition, 0)
          await pause(idleMs)
        } else {
          await this.#hand({ partition, first, next: last.offset + 1, end, records }, generation)
        }
      } catch {
        await pause(retryMs)
      }
    }
  }

  async #hand(batch: LogBatch, generation: number): Promise<void> {
    const { broken, archive } = this.#world
    if (broken.has('progress-too-early')) {
      archive.raiseProgress({ incarnation: '1', partition: batch.partition, next: batch.next })
    }
    const next = await this.#handler?.batch(judgedBatch(batch, broken, this.#process))
    const unmoved = this.#positions.get(batch.partition) === batch.first
    if (generation === this.#generation && unmoved && next !== undefined) this.#positions.set(batch.partition, next)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

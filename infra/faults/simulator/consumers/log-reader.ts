import type { LogBatch, LogHandler, LogRecord, VoteLogConsumer } from '@aplauso/stores'
import type { SimProcess } from '../process.ts'
import { readAsNewer } from '../strange-votes.ts'
import { pause } from '../virtual-time.ts'
import type { World } from '../world.ts'

/** How long a fetch waits for records. */
const idleMs = 250
const retryMs = 200
const mostRecords = 6
const farBeyondAnyEnd = 1_000_000

interface Fetched {
  readonly records: readonly LogRecord[]
  readonly start: number
  readonly end: number
}

/** The log as a consumer process reads it: a member of the group, as kafkajs and the adapter over it behave together. */
export class LogReader implements VoteLogConsumer {
  readonly crashed = new Promise<Error>(() => {})
  readonly #world: World
  readonly #process: SimProcess
  readonly #positions = new Map<number, number>()
  #handler: LogHandler | undefined
  #generation = 0
  #standsStill = false

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
    this.#standsStill = false
    this.#positions.clear()
    for (const partition of partitions) {
      const { log, random } = this.#world
      const anywhere = random.chance(0.2) ? random.between(0, log.partition(partition).end) : undefined
      this.#positions.set(partition, anywhere ?? log.committed.get(partition) ?? 0)
    }
    this.#handler?.assigned(partitions)
    for (const partition of partitions) void this.#read(partition, this.#generation)
  }

  /** Fetches nothing more, until partitions are assigned anew. */
  standStill(): void {
    this.#standsStill = true
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

  async bounds(partition: number): Promise<{ start: number; end: number }> {
    const { broken, log } = this.#world
    const { start, end } = await this.#call(() => log.reached(partition))
    if (broken.has('tail-loss-unseen')) return { start, end: Math.max(end, farBeyondAnyEnd) }
    const isHidden = broken.has('lag-looks-fresh') && this.#standsStill
    return { start, end: isHidden ? (this.#positions.get(partition) ?? end) : end }
  }

  recordAt(partition: number, offset: number): Promise<LogRecord | undefined> {
    const { broken, log } = this.#world
    if (broken.has('tail-loss-unseen')) return Promise.resolve(undefined)
    return this.#call(async () => (await log.reached(partition)).read(offset, 1)[0])
  }

  hasRecords(partition: number, from: number): Promise<boolean> {
    return this.#call(async () => (await this.#world.log.reached(partition)).read(from, 1).length > 0)
  }

  async stop(): Promise<void> {
    this.#generation += 1
    this.#world.group.leave(this.#process)
  }

  #call<Answer>(work: () => Answer | Promise<Answer>): Promise<Answer> {
    return this.#world.network.call(this.#process, work)
  }

  async #read(partition: number, generation: number): Promise<void> {
    while (generation === this.#generation && this.#process.isAlive) {
      const first = this.#positions.get(partition) ?? 0
      try {
        const fetched = await this.#fetch(partition, first)
        if (this.#standsStill) await pause(idleMs)
        else await this.#take(partition, first, fetched, generation)
      } catch {
        await pause(retryMs)
      }
    }
  }

  #fetch(partition: number, first: number): Promise<Fetched> {
    const limit = this.#world.random.between(1, mostRecords)
    return this.#call(async () => {
      const reached = await this.#world.log.reached(partition)
      return { records: reached.read(first, limit), start: reached.start, end: reached.end }
    })
  }

  async #take(partition: number, first: number, { records, start, end }: Fetched, generation: number): Promise<void> {
    const last = records.at(-1)
    if (last) return this.#hand({ partition, first, next: last.offset + 1, end, records }, first, generation)
    // Out of range: kafkajs goes on at the log's start, and the adapter asks the handler where to go on instead.
    if (first < start || first > end) {
      return this.#hand({ partition, first: start, next: start, end, records }, first, generation)
    }
    await pause(idleMs)
  }

  async #hand(batch: LogBatch, position: number, generation: number): Promise<void> {
    const { broken, archive } = this.#world
    const { partition, next } = batch
    if (broken.has('progress-too-early')) archive.state.raise({ incarnation: archive.incarnation(), partition, next })
    const goOn = await this.#handler?.batch(judged(batch, this.#world, this.#process))
    const unmoved = this.#positions.get(partition) === position
    if (generation === this.#generation && unmoved && goOn !== undefined) this.#positions.set(partition, goOn)
  }
}

/** What a consumer of the process's version makes of a batch, with rules of its own where that is the breakage. */
function judged(batch: LogBatch, { broken }: World, { name, version }: SimProcess): LogBatch {
  const records = version === 1 ? batch.records : batch.records.map(readAsNewer)
  if (!broken.has('consumer-judges') || !/[13579]$/.test(name)) return { ...batch, records }
  return { ...batch, records: records.filter(({ key }) => !key.endsWith('3')) }
}

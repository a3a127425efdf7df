import { type LogEntry, type LogRecord, StoreUnavailable } from '@aplauso/stores'
import type { Random } from '../../random.ts'
import { pause } from '../virtual-time.ts'
import { SimBrokers } from './sim-brokers.ts'
import { SimPartition } from './sim-partition.ts'

/** Until a log that lost records takes new ones: kafkajs cannot see that offsets are used again, so consumers look first. */
const repairMs = 20_000

export interface SimLogOptions {
  readonly partitionCount: number
  /** the breakage `log-acks-early` */
  readonly acksEarly: boolean
  /** called with records that were readable and are gone, before they go */
  readonly onGone: (partition: number, records: readonly LogRecord[]) => void
}

/** The log on three brokers: acknowledged is what enough replicas have; a leader that dies loses the rest. */
export class SimLog {
  readonly brokers: SimBrokers
  /** next position by partition, as the group committed it */
  readonly committed = new Map<number, number>()
  readonly #random: Random
  readonly #options: SimLogOptions
  #partitions: SimPartition[]
  #repairedAtMs = 0

  constructor(random: Random, options: SimLogOptions) {
    this.#random = random
    this.#options = options
    this.brokers = new SimBrokers(random)
    this.#partitions = this.#made(options.partitionCount)
  }

  get partitionCount(): number {
    return this.#partitions.length
  }

  /** The partitions' leaders, as a client's metadata has them. */
  leaders(): readonly number[] {
    return this.#partitions.map(({ leader }) => leader)
  }

  /**
   * Appends at a broker; resolves when enough replicas have all of it.
   * @throws StoreUnavailable where the broker does not lead the partition, or lost what it had taken
   */
  async append(broker: number, number: number, entries: readonly LogEntry[]): Promise<void> {
    await this.brokers.reached(broker)
    const partition = this.partition(number)
    if (partition.leader !== broker || Date.now() < this.#repairedAtMs) throw new StoreUnavailable('not the leader')
    const records = partition.append(entries)
    const replication = this.#replicate(partition, records)
    if (!this.#options.acksEarly) return replication
    replication.catch(() => undefined)
  }

  /** The partition, once its leader answers. @throws StoreUnavailable if it is dead */
  async reached(number: number): Promise<SimPartition> {
    await this.brokers.reached(this.partition(number).leader)
    return this.partition(number)
  }

  partition(number: number): SimPartition {
    const partition = this.#partitions[number]
    if (!partition) throw new StoreUnavailable(`there is no partition ${number}`)
    return partition
  }

  /** Keys of all readable records. */
  keys(): Set<string> {
    return new Set(this.#partitions.flatMap((partition) => partition.readable().map(({ key }) => key)))
  }

  /** Some partitions move to other leaders. */
  moveLeaders(): void {
    for (const partition of this.#partitions) if (this.#random.chance(0.7)) partition.lead(this.brokers.anyUp())
  }

  /** A broker is killed or freezes, and comes back. */
  stopBroker(how: 'frozen' | 'dead'): void {
    const forMs = this.#random.between(200, 12_000)
    const fencedAfterMs = this.#random.between(1_000, 9_000)
    this.brokers.stop(how, forMs, fencedAfterMs, (broker) => {
      for (const partition of this.#partitions) if (partition.leader === broker) partition.lead(this.brokers.anyUp())
    })
  }

  /** Retention passes over some records of a partition. */
  retain(): void {
    const number = this.#random.between(0, this.partitionCount - 1)
    const partition = this.partition(number)
    const start = this.#random.between(partition.start, partition.end)
    this.#options.onGone(number, partition.read(partition.start, start - partition.start))
    partition.deleteBefore(start)
  }

  /** A partition loses its last records, acknowledged ones too. Returns whether there were any. */
  loseTail(): boolean {
    const number = this.#random.between(0, this.partitionCount - 1)
    const partition = this.partition(number)
    const count = Math.min(this.#random.between(1, 4), partition.end - partition.start)
    if (count === 0) return false
    this.#options.onGone(number, partition.read(partition.end - count, count))
    partition.loseTail(count)
    this.#repairedAtMs = Date.now() + repairMs
    return true
  }

  /** The topic is deleted and made anew. */
  makeAnew(): void {
    for (const [number, partition] of this.#partitions.entries()) {
      this.#options.onGone(number, partition.readable())
      // What is on its way to the replicas does not arrive.
      partition.lead(partition.leader)
    }
    this.#partitions = this.#made(this.partitionCount)
    this.committed.clear()
    this.#repairedAtMs = Date.now() + repairMs
  }

  addPartition(): void {
    this.#partitions.push(...this.#made(1))
  }

  async #replicate(partition: SimPartition, records: readonly LogRecord[]): Promise<void> {
    await pause(this.#random.between(1, 60))
    await this.brokers.inSync()
    partition.replicate(records)
  }

  #made(count: number): SimPartition[] {
    return Array.from({ length: count }, () => new SimPartition(this.brokers.anyUp()))
  }
}

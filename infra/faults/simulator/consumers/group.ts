import type { SimProcess } from '../process.ts'
import type { World } from '../world.ts'
import type { LogReader } from './log-reader.ts'

/** The consumer group: who owns which partition. A member that lost one may not have noticed yet. */
export class SimGroup {
  readonly #members = new Map<SimProcess, LogReader>()
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  join(process: SimProcess, reader: LogReader): void {
    this.#members.set(process, reader)
    this.rebalance()
  }

  leave(process: SimProcess): void {
    if (this.#members.delete(process)) this.rebalance()
  }

  /** Deals the partitions out anew, by chance. */
  rebalance(): void {
    const members = [...this.#members].filter(([process]) => process.isAlive)
    const shares = new Map<LogReader, number[]>(members.map(([, reader]) => [reader, []]))
    for (let partition = 0; partition < this.#world.log.partitionCount; partition += 1) {
      const member = this.#world.random.pick(members)
      if (member) shares.get(member[1])?.push(partition)
    }
    for (const [process, reader] of members) process.deliver(() => reader.own(shares.get(reader) ?? []))
  }

  /** The fetch loop of one member stalls, as long as it owns what it owns: nothing comes, nothing fails. */
  standStill(): void {
    this.#world.random.pick([...this.#members.values()])?.standStill()
  }
}

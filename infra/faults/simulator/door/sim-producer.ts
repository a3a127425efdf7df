import { type LogEntry, StoreUnavailable } from '@aplauso/stores'
import type { SimProcess } from '../process.ts'
import type { World } from '../world.ts'

const repeatsInside = 3

/** The leaders by partition, as one look at the metadata found them. */
type Metadata = readonly number[]

/**
 * A producer as kafkajs makes one: it asks for the leaders, sends each its share, and answers with the partitions whose
 * share is stored. It repeats nothing, unless the breakage `producer-repeats` has it do so in kafkajs's way.
 */
export class SimProducer {
  readonly #world: World
  readonly #process: SimProcess
  #metadata: Metadata | undefined

  constructor(world: World, process: SimProcess) {
    this.#world = world
    this.#process = process
  }

  /** The partitions that the entries go to, once the metadata is there. @throws StoreUnavailable */
  async partitionsOf(entries: readonly LogEntry[]): Promise<ReadonlySet<number>> {
    return new Set(this.#shares(entries, await this.#knownLeaders()).keys())
  }

  /** @returns the partitions whose entries are stored @throws StoreUnavailable */
  async send(entries: readonly LogEntry[]): Promise<ReadonlySet<number>> {
    if (this.#world.broken.has('producer-repeats')) return this.#sendWithRepeats(entries)
    const leaders = await this.#knownLeaders()
    const shares = [...this.#shares(entries, leaders)]
    const answers = await Promise.all(shares.map(([partition, share]) => this.#ask(partition, share, leaders)))
    return new Set(answers.flat())
  }

  /** kafkajs 2.2.4 does not ask a broker again that has answered: partitions that moved to it meanwhile are left out. */
  async #sendWithRepeats(entries: readonly LogEntry[]): Promise<ReadonlySet<number>> {
    const answered = new Set<number>()
    const stored = new Set<number>()
    for (let repeat = 0; ; repeat += 1) {
      const leaders = await this.#knownLeaders()
      const open = [...this.#shares(entries, leaders)].filter(([partition]) => !answered.has(leaders[partition] ?? 0))
      const asked = await Promise.allSettled(
        open.map(async ([partition, share]) => {
          for (const one of await this.#ask(partition, share, leaders)) stored.add(one)
          answered.add(leaders[partition] ?? 0)
        }),
      )
      const failure = asked.find((result) => result.status === 'rejected')
      if (!failure) return stored
      if (repeat === repeatsInside) throw failure.reason
      this.#metadata = undefined
    }
  }

  async #knownLeaders(): Promise<Metadata> {
    const { network, log } = this.#world
    this.#metadata ??= await network.call(this.#process, () => log.leaders())
    return this.#metadata
  }

  async #ask(partition: number, share: readonly LogEntry[], leaders: Metadata): Promise<readonly number[]> {
    const { network, log, random, broken } = this.#world
    // A broker that leaves a partition out of its answer has not stored its share.
    const isLeftOut = random.chance(network.weather.leaveOut)
    if (isLeftOut && !broken.has('producer-repeats')) return network.call(this.#process, () => [])
    const leader = leaders[partition]
    if (leader === undefined) throw new StoreUnavailable('the partition has no leader')
    await network.call(this.#process, () => log.append(leader, partition, share))
    return [partition]
  }

  #shares(entries: readonly LogEntry[], { length }: Metadata): Map<number, LogEntry[]> {
    const shares = new Map<number, LogEntry[]>()
    for (const entry of entries) {
      const partition = hash(entry.key) % length
      shares.set(partition, [...(shares.get(partition) ?? []), entry])
    }
    return shares
  }
}

function hash(text: string): number {
  let sum = 7
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return sum
}

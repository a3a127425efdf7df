import { Auditor } from '@aplauso/consumer/auditor'
import { Consumer } from '@aplauso/consumer/consumer'
import { createLogger } from '@aplauso/process'
import { archiveOf, noDeadLetters, tallyOf } from './consumer-ports.ts'
import { SimConsumer } from './group.ts'
import { SimProcess } from './process.ts'
import type { World } from './world.ts'

const log = createLogger('simulation', 'silent')

interface Member {
  readonly process: SimProcess
  readonly consumer: Consumer
  readonly auditor: Auditor
}

/** The consumer processes, with the real consumer in each. */
export class Crew {
  readonly #world: World
  #members: Member[] = []
  #hired = 0
  /** why a consumer gave up for good, where one did */
  readonly failures: Error[] = []

  constructor(world: World) {
    this.#world = world
  }

  hire(): void {
    this.#hired += 1
    const world = this.#world
    const process = new SimProcess(`consumer-${this.#hired}`)
    const archive = archiveOf(world, process)
    const tally = tallyOf(world, process)
    const voteLog = new SimConsumer(world, process)
    const consumer = new Consumer({ voteLog, archive, tally, deadLetters: noDeadLetters, log })
    const auditor = new Auditor({
      archive,
      tally,
      stats: consumer.stats,
      log,
      isDue: () => true,
      rebuild: () => consumer.rebuild(),
    })
    this.#members.push({ process, consumer, auditor })
    for (const failed of [consumer.failed, auditor.failed]) void failed.then((error) => this.failures.push(error))
    void this.#start(process, consumer)
  }

  /** Kills one with -9; what it had sent is still under way. A new one takes its place after a while. */
  crash(): void {
    const member = this.#world.random.pick(this.#members)
    if (!member) return
    this.#members = this.#members.filter((other) => other !== member)
    member.process.kill()
    this.#world.group.leave(member.process)
    setTimeout(() => this.hire(), this.#world.random.between(50, 1_500))
  }

  /** Lets one sleep while its partitions go to others; it wakes as a zombie. */
  stall(): void {
    const member = this.#world.random.pick(this.#members)
    if (!member) return
    member.process.stall(this.#world.random.between(500, 4_000))
    this.#world.group.rebalance()
  }

  /** Stops one in good order and starts another. */
  replace(): void {
    const member = this.#world.random.pick(this.#members)
    if (!member) return
    this.#members = this.#members.filter((other) => other !== member)
    void member.consumer.stop()
    this.hire()
  }

  audit(): void {
    const member = this.#world.random.pick(this.#members)
    void member?.auditor.audit()
  }

  async #start(process: SimProcess, consumer: Consumer): Promise<void> {
    while (process.isAlive) {
      try {
        return await consumer.start()
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 300))
      }
    }
  }
}

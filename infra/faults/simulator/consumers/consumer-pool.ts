import { Auditor } from '@aplauso/consumer/auditor'
import { Consumer } from '@aplauso/consumer/consumer'
import { SimProcess } from '../process.ts'
import { pause } from '../virtual-time.ts'
import type { World } from '../world.ts'
import { brokenAuditPorts, brokenPorts } from './broken-ports.ts'
import { LogReader } from './log-reader.ts'
import { portsOf } from './ports.ts'

/** A process that is asked to stop has ended by then. */
const stopTimeoutMs = 8_000

interface Member {
  readonly process: SimProcess
  readonly consumer: Consumer
  readonly auditor: Auditor
}

/** The consumer processes, with the real consumer and the real recount in each. One that dies is started anew. */
export class ConsumerPool {
  readonly #world: World
  #members: Member[] = []
  #started = 0
  #isOpen = true

  constructor(world: World) {
    this.#world = world
  }

  start(): void {
    if (!this.#isOpen) return
    this.#started += 1
    const world = this.#world
    const process = new SimProcess(`consumer-${this.#started}`, world.strange.version)
    const ports = portsOf(world, process)
    const voteLog = new LogReader(world, process)
    const { log } = world.alarms
    const consumer = new Consumer({ ...brokenPorts(ports, world), voteLog, log })
    const auditor = new Auditor({
      ...brokenAuditPorts(ports, world),
      stats: consumer.stats,
      log,
      isDue: () => true,
      rebuild: () => consumer.rebuild(),
    })
    const member = { process, consumer, auditor }
    this.#members.push(member)
    void Promise.race([consumer.failed, auditor.failed]).then((error) => {
      if (!process.isAlive) return
      this.#kill(member)
      this.#startLater()
      world.operator.consult(error)
    })
    void this.#startPatiently(process, consumer)
  }

  /** Kills one with -9; what it had sent is still under way. A new one takes its place after a while. */
  crash(): void {
    const member = this.#world.random.pick(this.#members)
    if (!member) return
    this.#kill(member)
    this.#startLater()
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
    void member.consumer.stop().then(() => this.#end(member))
    setTimeout(() => this.#end(member), stopTimeoutMs)
    this.start()
  }

  /** Stops all, until they are started again. */
  stopAll(): void {
    this.#isOpen = false
    for (const member of [...this.#members]) this.#kill(member)
  }

  startAll(count: number): void {
    this.#isOpen = true
    for (let started = 0; started < count; started += 1) this.start()
  }

  /** One counts what has come since it counted last, or all where it never did. */
  audit(): void {
    const member = this.#world.random.pick(this.#members)
    void member?.auditor.audit()
  }

  /** One is started anew, and counts every row. */
  auditAnew(): void {
    this.replace()
    const member = this.#members.at(-1)
    void member?.auditor.audit()
  }

  #kill(member: Member): void {
    this.#members = this.#members.filter((other) => other !== member)
    this.#end(member)
  }

  #end({ process }: Member): void {
    process.kill()
    this.#world.group.leave(process)
  }

  #startLater(): void {
    setTimeout(() => this.start(), this.#world.random.between(50, 1_500))
  }

  async #startPatiently(process: SimProcess, consumer: Consumer): Promise<void> {
    while (process.isAlive) {
      try {
        return await consumer.start()
      } catch {
        await pause(300)
      }
    }
  }
}

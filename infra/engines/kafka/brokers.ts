import { engineFolder, readStates, writeStates } from '../folder.ts'
import { withLock } from '../lock.ts'
import { choosePorts, rememberedPorts } from '../ports.ts'
import { stillRuns } from '../processes/identity.ts'
import type { StartedProcess } from '../processes/start.ts'
import { killProcess, stopProcess } from '../processes/stop.ts'
import { waitUntilAnswering } from '../steps.ts'
import { type BrokerId, brokerIds, rememberedBrokers, roleOf } from './cluster.ts'
import { untilInSync } from './in-sync.ts'
import { portsNeeded } from './listeners.ts'
import { checkBroker, startBroker } from './start.ts'

const lockPatienceMs = 120_000
const readyTimeoutMs = 120_000
const stopPatienceMs = 30_000
const inSyncPatienceMs = 120_000
const quiet = () => {}

/** One broker of a folder's cluster, for drills: it can fail and come back while the others go on. */
export class Broker {
  readonly id: BrokerId
  readonly #folder: string

  constructor(folder: string | undefined, id: BrokerId) {
    this.#folder = engineFolder(folder)
    this.id = id
  }

  /** Of its present process, or of its last one. @throws Error where it was never started */
  get pid(): number {
    return this.#noted().pid
  }

  /** Ends it with SIGKILL, as a crash would. @throws Error where it was never started */
  async kill(): Promise<void> {
    await killProcess(this.#noted())
  }

  /** Stops it in good order (SIGTERM): it hands its partitions over first. Resolves when it is gone. */
  async stop(): Promise<void> {
    await stopProcess(this.#noted(), stopPatienceMs)
  }

  /** Holds it in the middle of what it does (SIGSTOP): its connections stay open, and nothing answers. */
  freeze(): void {
    this.#signal('SIGSTOP')
  }

  /** Lets a frozen one go on (SIGCONT). */
  thaw(): void {
    this.#signal('SIGCONT')
  }

  /** Starts one that was killed or stopped, with its data and ports; resolves when it answers. */
  async start(): Promise<void> {
    const started = await withLock(this.#folder, lockPatienceMs, quiet, async () => {
      const noted = this.#noted()
      if (stillRuns(noted)) return noted
      const ports = await choosePorts(this.#folder, portsNeeded(this.#folder, this.id), quiet)
      const started = await startBroker(this.#folder, this.id, ports)
      this.#note(started)
      return started
    })
    // Without the lock: other engines of the folder can be killed and started meanwhile.
    await waitUntilAnswering(`Kafka's broker ${this.id}`, [started], readyTimeoutMs, () =>
      checkBroker(this.id, rememberedPorts(this.#folder)),
    )
  }

  #noted(): StartedProcess {
    const noted = readStates(this.#folder).kafka?.processes.find(({ role }) => role === roleOf(this.id))
    if (!noted) throw new Error(`broker ${this.id} was not started in ${this.#folder}`)
    return noted
  }

  #note(started: StartedProcess): void {
    const states = readStates(this.#folder)
    if (!states.kafka) throw new Error(`no Kafka was started in ${this.#folder}`)
    const processes = states.kafka.processes.map((noted) => (noted.role === started.role ? started : noted))
    writeStates(this.#folder, { ...states, kafka: { ...states.kafka, processes } })
  }

  #signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    const noted = this.#noted()
    if (stillRuns(noted)) process.kill(noted.pid, name)
  }
}

/**
 * The brokers of a folder's cluster.
 * @example
 * const [first] = brokersOf(folder)
 * await first?.kill()
 * await first?.start()
 */
export function brokersOf(folder?: string): readonly Broker[] {
  const brokers = rememberedBrokers(engineFolder(folder)) ?? 1
  return brokerIds(brokers).map((id) => new Broker(folder, id))
}

/** The plain listeners of a folder's cluster, `host:port` each. @throws Error where Kafka was not started there */
export function addressesOf(folder?: string): readonly string[] {
  const addresses = readStates(engineFolder(folder)).kafka?.environment.KAFKA_BROKERS
  if (!addresses) throw new Error(`no Kafka was started in ${engineFolder(folder)}`)
  return addresses.split(',')
}

/**
 * Stops each broker in good order and starts it again, one after the other, as an upgrade does: the next one's turn
 * comes when every partition has all of its replicas in sync.
 * @param each called for a broker that is back and in sync
 * @throws Error where a broker does not come back in time
 */
export async function rollingRestart(folder?: string, each: (broker: Broker) => void = () => {}): Promise<void> {
  for (const broker of brokersOf(folder)) {
    await broker.stop()
    await broker.start()
    await untilInSync(addressesOf(folder), inSyncPatienceMs)
    each(broker)
  }
}

import { messageOf } from '@aplauso/process/portable'
import { engines } from './engine.ts'
import { engineEnvironment, isElsewhere, runningState, type Where } from './environment.ts'
import { type EngineState, type EngineStates, engineFolder, readStates, writeStates } from './folder.ts'
import { behindPorts, rememberBehind } from './kafka/behind.ts'
import { type BrokerCount, rememberBrokers, rememberedBrokers } from './kafka/cluster.ts'
import { withLock } from './lock.ts'
import { type EngineName, engineNames } from './names.ts'
import { choosePorts, type Ports } from './ports.ts'
import { stopProcess } from './processes/stop.ts'
import { type EngineReport, enginesStatus } from './status.ts'
import type { Say } from './steps.ts'
import { missingTools } from './tools.ts'

/** Not everything is up: one line for each thing that is wrong. What did come up stays up. */
export class EnginesError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'EnginesError'
    this.problems = problems
  }
}

export interface UpOptions extends Where {
  readonly only?: readonly EngineName[]
  /** How many brokers Kafka has: 1 unless given. Remembered in the folder, whose Kafka keeps its number. */
  readonly brokers?: BrokerCount
  /**
   * Ports of proxies on 127.0.0.1, one for each broker in order: each broker gets one more plain listener, for its proxy,
   * and sends clients that come through it back to it (`kafkaBehind` says where). Remembered in the folder: later calls
   * need not name them.
   */
  readonly kafkaBehind?: readonly number[]
  /** Receives what happens, line by line. */
  readonly say?: Say
}

export interface UpResult {
  readonly engines: readonly EngineReport[]
  /** What programs must have in their environment to use them. */
  readonly environment: Readonly<Record<string, string>>
}

/** Another `up` may be building; the longest build that is allowed. */
const lockPatienceMs = 25 * 60_000

/**
 * Starts what does not run yet and waits until all answer. An engine that the environment places elsewhere is only
 * checked. May be called again at any time.
 * @throws EnginesError with every problem at once
 * @example
 * const { environment } = await enginesUp({ folder, only: ['kafka'], brokers: 3 })
 */
export async function enginesUp(options: UpOptions = {}): Promise<UpResult> {
  const folder = engineFolder(options.folder)
  const environment = options.environment ?? process.env
  const say = options.say ?? (() => {})
  const names = options.only ?? engineNames
  return await withLock(folder, lockPatienceMs, say, async () => {
    if (options.brokers !== undefined) setBrokers(folder, options.brokers)
    if (options.kafkaBehind !== undefined) putKafkaBehind(folder, options.kafkaBehind)
    const before = await enginesStatus({ folder, environment, only: names })
    const absent = before.filter(({ state }) => state === 'elsewhere' || state === 'silent')
    const problems = absent.filter(({ state }) => state === 'silent').map(silence)
    const toStart = names.filter((name) => !isElsewhere(folder, name, environment) && !runningState(folder, name))
    for (const { name, state } of before) if (state === 'running') say(`${name}: is running already`)

    problems.push(...(await missingTools(toStart.flatMap((name) => engines[name].tools()))))
    if (problems.length > 0) throw new EnginesError(problems)
    // First: what is left of an engine may hold one of its ports.
    await Promise.all(toStart.map((name) => stopLeftovers(folder, name)))
    const ports = await choosePorts(
      folder,
      toStart.flatMap((name) => engines[name].ports(folder)),
      say,
    )
    const results = await Promise.allSettled(toStart.map((name) => startOne(folder, name, ports, say)))
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    if (failures.length > 0) throw new EnginesError(failures.map(messageOf))
    return {
      engines: await enginesStatus({ folder, environment, only: names }),
      environment: engineEnvironment({ folder, environment }),
    }
  })
}

function setBrokers(folder: string, brokers: BrokerCount): void {
  const known = rememberedBrokers(folder)
  if (known !== undefined && known !== brokers) {
    const way = 'choose another --folder, or bring it down and remove its folder "kafka" with all its data'
    throw new EnginesError([`kafka: has ${known} broker${known === 1 ? '' : 's'} in ${folder}; ${way}`])
  }
  rememberBrokers(folder, brokers)
}

function putKafkaBehind(folder: string, ports: readonly number[]): void {
  const brokers = rememberedBrokers(folder) ?? 1
  if (ports.length !== brokers) {
    throw new EnginesError([
      `kafka: ${ports.length} ports of proxies for ${brokers} brokers; each broker needs its own`,
    ])
  }
  if (JSON.stringify(behindPorts(folder)) === JSON.stringify(ports)) return
  if (runningState(folder, 'kafka')) {
    const where = `on port ${ports.join(', ')}`
    throw new EnginesError([`kafka: runs without a listener for a proxy ${where}; bring it down first`])
  }
  rememberBehind(folder, ports)
}

function silence({ name, address, reason }: EngineReport): string {
  return `${name} at ${address}: ${reason}`
}

async function startOne(folder: string, name: EngineName, ports: Ports, say: Say): Promise<void> {
  const engine = engines[name]
  const note = (state: EngineState) => writeStates(folder, { ...readStates(folder), [name]: state })
  const startMs = Date.now()
  try {
    const state = await engine.start(folder, ports, say, note)
    note(state)
    say(`${name}: ${state.engine} ${state.version} answers after ${((Date.now() - startMs) / 1000).toFixed(1)} s`)
  } catch (error) {
    await stopLeftovers(folder, name)
    throw error
  }
}

/** Stops what remains of an engine of which a part has died or never answered, and forgets it. */
async function stopLeftovers(folder: string, name: EngineName): Promise<void> {
  const left = readStates(folder)[name]?.processes ?? []
  for (const noted of left.toReversed()) await stopProcess(noted, engines[name].stopPatienceMs)
  const { [name]: _, ...others }: EngineStates = readStates(folder)
  writeStates(folder, others)
}

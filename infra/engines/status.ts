import { messageOf } from '@aplauso/process/portable'
import { engines } from './engine.ts'
import { isElsewhere, runningState, type Where } from './environment.ts'
import { engineFolder, readStates } from './folder.ts'
import { type BrokerId, brokerIds, rememberedBrokers, roleOf } from './kafka/cluster.ts'
import { checkBroker } from './kafka/start.ts'
import { allEngineNames, type EngineName, engineNames } from './names.ts'
import { rememberedPorts } from './ports.ts'
import { stillRuns } from './processes/identity.ts'
import type { StartedProcess } from './processes/start.ts'

export interface EngineReport {
  readonly name: EngineName
  /** `silent`: its processes run, or it is elsewhere, but it does not answer. */
  readonly state: 'running' | 'elsewhere' | 'stopped' | 'silent'
  /** Such as `Apache Kafka 4.4.0`; absent where nothing answers. */
  readonly engine?: string
  readonly address?: string
  readonly pids: readonly number[]
  /** Each of three brokers of ours, in their order; the cluster answers while two of them do. */
  readonly brokers?: readonly BrokerReport[]
  /** Why it is silent. */
  readonly reason?: string
}

export interface BrokerReport {
  readonly id: BrokerId
  /** Of its process; `silent` where that runs and does not answer, as a frozen one. */
  readonly state: 'running' | 'stopped' | 'silent'
  readonly pid: number
}

/** Asks each engine, SecantusDB only where it was started or is named; takes a few seconds at most where one does not answer. */
export async function enginesStatus(
  options: Where & { readonly only?: readonly EngineName[] } = {},
): Promise<EngineReport[]> {
  const folder = engineFolder(options.folder)
  const environment = options.environment ?? process.env
  const usual = allEngineNames.filter(
    (name) =>
      engineNames.some((one) => one === name) || readStates(folder)[name] || environment[engines[name].variable],
  )
  return await Promise.all((options.only ?? usual).map((name) => report(folder, name, environment)))
}

async function report(folder: string, name: EngineName, environment: NodeJS.Dict<string>): Promise<EngineReport> {
  const elsewhere = isElsewhere(folder, name, environment)
  const engine = await reportEngine(folder, name, environment, elsewhere)
  const isOurCluster = name === 'kafka' && !elsewhere && rememberedBrokers(folder) === 3
  const processes = isOurCluster ? (readStates(folder).kafka?.processes ?? []) : []
  return processes.length === 0 ? engine : { ...engine, brokers: await reportBrokers(folder, processes) }
}

async function reportBrokers(folder: string, processes: readonly StartedProcess[]): Promise<readonly BrokerReport[]> {
  const ports = rememberedPorts(folder)
  return await Promise.all(
    brokerIds(3).map(async (id): Promise<BrokerReport> => {
      const noted = processes.find(({ role }) => role === roleOf(id))
      if (!noted || !stillRuns(noted)) return { id, state: 'stopped', pid: noted?.pid ?? 0 }
      const answers = await checkBroker(id, ports).then(
        () => true,
        () => false,
      )
      return { id, state: answers ? 'running' : 'silent', pid: noted.pid }
    }),
  )
}

async function reportEngine(
  folder: string,
  name: EngineName,
  environment: NodeJS.Dict<string>,
  elsewhere: boolean,
): Promise<EngineReport> {
  const own = runningState(folder, name)
  if (!elsewhere && !own) {
    const left = readStates(folder)[name]?.processes.filter(stillRuns) ?? []
    return { name, state: 'stopped', pids: left.map(({ pid }) => pid) }
  }
  const pids = elsewhere ? [] : (own?.processes.map(({ pid }) => pid) ?? [])
  const variable = engines[name].variable
  const address = elsewhere ? withoutCredentials(environment[variable] ?? '') : own?.address
  const common = { name, pids, ...(address === undefined ? {} : { address }) }
  try {
    const facts = await engines[name].check(elsewhere ? environment : (own?.environment ?? {}))
    // We know exactly what we started; the protocol reveals only Kafka's release.
    const engine = own && !elsewhere ? `${own.engine} ${own.version}` : `${facts.engine} ${facts.version}`
    return { ...common, state: elsewhere ? 'elsewhere' : 'running', engine }
  } catch (error) {
    return { ...common, state: 'silent', reason: messageOf(error) }
  }
}

function withoutCredentials(address: string): string {
  return address.replace(/\/\/[^@/]*@/, '//')
}

import { engines } from './engine.ts'
import { isElsewhere, runningState, type Where } from './environment.ts'
import { engineFolder, readStates } from './folder.ts'
import { type EngineName, engineNames } from './names.ts'
import { stillRuns } from './processes/identity.ts'

export interface EngineReport {
  readonly name: EngineName
  /** `silent`: its processes run, or it is elsewhere, but it does not answer. */
  readonly state: 'running' | 'elsewhere' | 'stopped' | 'silent'
  /** Such as `Apache Kafka 4.4.0`; absent where nothing answers. */
  readonly engine?: string
  readonly address?: string
  readonly pids: readonly number[]
  /** Why it is silent. */
  readonly reason?: string
}

/** Asks each engine; takes a few seconds at most where one does not answer. */
export async function enginesStatus(
  options: Where & { readonly only?: readonly EngineName[] } = {},
): Promise<EngineReport[]> {
  const folder = engineFolder(options.folder)
  const environment = options.environment ?? process.env
  return await Promise.all((options.only ?? engineNames).map((name) => report(folder, name, environment)))
}

async function report(folder: string, name: EngineName, environment: NodeJS.Dict<string>): Promise<EngineReport> {
  const elsewhere = isElsewhere(folder, name, environment)
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
    // We know exactly what we started; the wire tells only Kafka's release.
    const engine = own && !elsewhere ? `${own.engine} ${own.version}` : `${facts.engine} ${facts.version}`
    return { ...common, state: elsewhere ? 'elsewhere' : 'running', engine }
  } catch (error) {
    return { ...common, state: 'silent', reason: error instanceof Error ? error.message : String(error) }
  }
}

function withoutCredentials(address: string): string {
  return address.replace(/\/\/[^@/]*@/, '//')
}

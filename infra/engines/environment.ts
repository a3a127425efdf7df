import { type Environment, engines } from './engine.ts'
import { type EngineState, engineFolder, readStates } from './folder.ts'
import { brokerIds, portNamesOf, rememberedBrokers } from './kafka/cluster.ts'
import { allEngineNames, type EngineName } from './names.ts'
import { rememberedPorts } from './ports.ts'
import { stillRuns } from './processes/identity.ts'

/** Which folder, and whose environment; the default folder and this process's own unless given. */
export interface Where {
  readonly folder?: string
  readonly environment?: Environment
}

/**
 * The variables that name the real engines at hand: those set by the person, else those of engines that run in the
 * folder. An engine that is neither has none. Starts nothing and asks nobody.
 */
export function engineEnvironment(where: Where = {}): Record<string, string> {
  const folder = engineFolder(where.folder)
  const given = where.environment ?? process.env
  const found: Record<string, string> = {}
  for (const name of allEngineNames) {
    const { variable, variables } = engines[name]
    if (given[variable]) Object.assign(found, pick(given, variables))
    else Object.assign(found, runningState(folder, name)?.environment)
  }
  return found
}

/** How to reach our own Kafka's listener with TLS and SCRAM; `undefined` where it does not run. */
export function secureKafkaEnvironment(where: Where = {}): Readonly<Record<string, string>> | undefined {
  return runningState(engineFolder(where.folder), 'kafka')?.secureEnvironment
}

/** The engine as noted, if all of its processes still run. */
export function runningState(folder: string, name: EngineName): EngineState | undefined {
  const state = readStates(folder)[name]
  return state?.processes.every(stillRuns) ? state : undefined
}

/**
 * Whether the environment points to an engine that is not this folder's own. One that has our own address, as after
 * `. .engines/env.sh`, is ours, also while it is stopped.
 */
export function isElsewhere(folder: string, name: EngineName, environment: Environment): boolean {
  const value = environment[engines[name].variable]
  if (!value) return false
  const ports = rememberedPorts(folder)
  const brokers = brokerIds(rememberedBrokers(folder) ?? 1)
  const own = {
    kafka: [
      brokers.map((id) => `127.0.0.1:${ports[portNamesOf(id).plain]}`).join(','),
      brokers.map((id) => `localhost:${ports[portNamesOf(id).secure]}`).join(','),
    ],
    redis: [`http://127.0.0.1:${ports.redisRest}`],
    mongo: [`mongodb://127.0.0.1:${ports.mongo}/?directConnection=true`],
    secantusdb: [`mongodb://127.0.0.1:${ports.secantusdb}/?directConnection=true`],
  }
  return !own[name].includes(value)
}

function pick(environment: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name]
      return value ? [[name, value]] : []
    }),
  )
}

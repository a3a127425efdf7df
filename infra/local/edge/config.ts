import { configNames, readEdgeConfig } from '@aplauso/edge/config'
import { ConfigError, type Environment, port, readConfig } from '@aplauso/process'
import { z } from 'zod'

/** The variables of the edge's host on this machine, beside the Worker's own. */
export const hostConfig = z.object({
  /** The address to listen on. */
  HOST: z.string().default('127.0.0.1'),
  /** The port to listen on; 0: any free one. */
  PORT: port.default(8787),
  /** The folder of the outbox. */
  APLAUSO_DATA: z.string(),
  /** A private authority that signed Kafka's certificate (PEM file); the platform trusts only public ones. */
  KAFKA_CA_FILE: z.string().optional(),
})

export interface HostConfig extends z.output<typeof hostConfig> {
  /** the Worker's own variables, as text */
  readonly bindings: Readonly<Record<string, string>>
}

/** Reads the configuration of the edge on this machine. @throws ConfigError with every problem at once, the Worker's too */
export function readHostConfig(environment: Environment): HostConfig {
  const bindings = Object.fromEntries(
    configNames.flatMap((name) => (environment[name] ? [[name, environment[name]] as const] : [])),
  )
  const { problems: edgeProblems = [] } = readEdgeConfig(bindings)
  try {
    const config = readConfig(hostConfig, environment)
    if (edgeProblems.length === 0) return { ...config, bindings }
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError([...error.problems, ...edgeProblems])
    throw error
  }
  throw new ConfigError(edgeProblems)
}

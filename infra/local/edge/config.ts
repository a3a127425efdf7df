import { configNames, readEdgeConfig } from '@aplauso/edge/config'
import { ConfigError, type Environment, port, readConfig } from '@aplauso/process'
import { z } from 'zod'

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8787),
  /** the folder of the outbox */
  APLAUSO_DATA: z.string(),
  /** a private authority that signed Kafka's certificate; the platform trusts only public ones */
  KAFKA_CA_FILE: z.string().optional(),
})

export interface HostConfig extends z.output<typeof schema> {
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
    const config = readConfig(schema, environment)
    if (edgeProblems.length === 0) return { ...config, bindings }
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError([...error.problems, ...edgeProblems])
    throw error
  }
  throw new ConfigError(edgeProblems)
}

import { configNames, readEdgeConfig } from '@aplauso/edge/config'
import { ConfigError, type Environment, port, readConfig } from '@aplauso/process'
import { z } from 'zod'

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8787),
  /** The folder of the outbox. */
  APLAUSO_DATA: z.string(),
  /** An authority of one's own that Kafka's certificate comes from; on the platform only public ones are trusted. */
  KAFKA_CA_FILE: z.string().optional(),
})

export interface HostConfig extends z.output<typeof schema> {
  /** The Worker's own variables, as text. */
  readonly bindings: Readonly<Record<string, string>>
}

/** The configuration of the edge on this machine. @throws ConfigError with all problems at once, the Worker's too */
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

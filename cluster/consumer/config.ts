import { type Environment, port, readConfig } from '@aplauso/process'
import { archiveConfig, logConfig, tallyConfig } from '@aplauso/stores/from-environment'
import { z } from 'zod'

/** The consumer's own variables. */
export const managementConfig = z.object({
  /** Port of metrics, `/healthz` and `/readyz`; absent: they are not served. */
  MANAGEMENT_PORT: port.optional(),
  /** The address of that port: for this machine alone by default, in a container `0.0.0.0`. */
  MANAGEMENT_HOST: z.string().default('127.0.0.1'),
})

const schema = managementConfig.and(logConfig).and(archiveConfig).and(tallyConfig)

export type ConsumerConfig = z.output<typeof schema>

/** The consumer's configuration. @throws ConfigError with all problems at once */
export function readConsumerConfig(environment: Environment): ConsumerConfig {
  return readConfig(schema, environment)
}

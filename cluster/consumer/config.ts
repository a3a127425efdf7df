import { type Environment, port, readConfig } from '@aplauso/process'
import { archiveConfig, logConfig, tallyConfig } from '@aplauso/stores/open'
import { z } from 'zod'

const own = z.object({
  /** Where metrics and health are served; absent: nowhere. */
  MANAGEMENT_PORT: port.optional(),
  MANAGEMENT_HOST: z.string().default('0.0.0.0'),
})

const schema = own.and(logConfig).and(archiveConfig).and(tallyConfig)

export type ConsumerConfig = z.output<typeof schema>

/** The consumer's configuration. @throws ConfigError with all problems at once */
export function readConsumerConfig(environment: Environment): ConsumerConfig {
  return readConfig(schema, environment)
}

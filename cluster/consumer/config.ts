import { type Environment, readConfig } from '@aplauso/process'
import { archiveConfig, logConfig, tallyConfig } from '@aplauso/stores/open'

const schema = logConfig.and(archiveConfig).and(tallyConfig)

export type ConsumerConfig = ReturnType<typeof readConsumerConfig>

/** The consumer's configuration. @throws ConfigError with all problems at once */
export function readConsumerConfig(environment: Environment) {
  return readConfig(schema, environment)
}

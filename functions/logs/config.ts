import { type Environment, readConfig } from '@aplauso/process'
import { archiveConfig } from '@aplauso/stores/open'
import { httpConfig } from '../http/index.ts'

const schema = httpConfig.and(archiveConfig)

/** The configuration of `logs`. @throws ConfigError with all problems at once */
export function readLogsConfig(environment: Environment) {
  return readConfig(schema, environment)
}

import { type Environment, readConfig } from '@aplauso/process'
import { tallyConfig } from '@aplauso/stores/from-environment'
import { httpConfig } from '../http/index.ts'

const schema = httpConfig.and(tallyConfig)

/** The configuration of `results`. @throws ConfigError with all problems at once */
export function readResultsConfig(environment: Environment) {
  return readConfig(schema, environment)
}

import { type Environment, readConfig, secret } from '@aplauso/process'
import { archiveConfig } from '@aplauso/stores/open'
import { z } from 'zod'
import { httpConfig } from '../http/index.ts'

const schema = httpConfig.and(archiveConfig).and(
  z.object({
    /** Whoever brings it may export; unset: nobody may. */
    EXPORT_KEY: secret.optional(),
  }),
)

/** The configuration of `logs`. @throws ConfigError with all problems at once */
export function readLogsConfig(environment: Environment) {
  return readConfig(schema, environment)
}

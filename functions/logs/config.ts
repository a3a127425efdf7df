import { type Environment, readConfig, secret } from '@aplauso/process'
import { archiveConfig } from '@aplauso/stores/from-environment'
import { z } from 'zod'
import { httpConfig } from '../http/index.ts'

/** The variables of `logs` alone. */
export const exportConfig = z.object({
  /** Whoever brings it may export; unset: nobody may. */
  EXPORT_KEY: secret.optional(),
})

const schema = httpConfig.and(archiveConfig).and(exportConfig)

/** The configuration of `logs`. @throws ConfigError with all problems at once */
export function readLogsConfig(environment: Environment) {
  return readConfig(schema, environment)
}

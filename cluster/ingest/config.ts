import { type Environment, port, readConfig, secret } from '@aplauso/process'
import { logConfig } from '@aplauso/stores/from-environment'
import { z } from 'zod'
import { grpcConfig } from './grpc/limits/config.ts'
import { tlsConfig } from './grpc/tls.ts'

/** The ingest server's own variables. */
export const doorConfig = z
  .object({
    /** The relay's port; absent: no relay. */
    RELAY_PORT: port.optional(),
    /** The address that the relay listens on: for this machine alone by default, in a container `0.0.0.0`. */
    RELAY_HOST: z.string().default('127.0.0.1'),
    /** Shared with the edge, which signs its batches with it; required with `RELAY_PORT`. */
    RELAY_KEY: secret.optional(),
    /** Port of metrics, `/healthz` and `/readyz`; absent: they are not served. */
    MANAGEMENT_PORT: port.optional(),
    /** The address of that port: for this machine alone by default, in a container `0.0.0.0`. */
    MANAGEMENT_HOST: z.string().default('127.0.0.1'),
    /** The key of the voters' hashes: the same at both doors. */
    VOTER_KEY: secret,
  })
  .refine((env) => env.RELAY_PORT === undefined || env.RELAY_KEY !== undefined, {
    path: ['RELAY_KEY'],
    error: 'is required with RELAY_PORT',
    // Also where another variable is wrong, so that all problems are reported at once.
    when: ({ value }) => typeof value === 'object',
  })

const schema = doorConfig.and(grpcConfig).and(tlsConfig).and(logConfig)

export type IngestConfig = ReturnType<typeof readIngestConfig>

/** The ingest server's configuration. @throws ConfigError with all problems at once */
export function readIngestConfig(environment: Environment) {
  return readConfig(schema, environment)
}

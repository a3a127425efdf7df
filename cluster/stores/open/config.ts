import { z } from 'zod'

/** Where the embedded engines keep their files. Set it, or the addresses of real engines. */
const embedded = { APLAUSO_DATA: z.string().optional() }

/** The log: `KAFKA_BROKERS` and what belongs to it, else SQLite in `APLAUSO_DATA`. */
export const logConfig = z
  .object({
    ...embedded,
    KAFKA_BROKERS: z.string().optional(),
  })
  .refine((env) => env.KAFKA_BROKERS ?? env.APLAUSO_DATA, 'set KAFKA_BROKERS, or APLAUSO_DATA for the embedded log')

/** The archive: `MONGODB_URI`, else SQLite in `APLAUSO_DATA`. */
export const archiveConfig = z
  .object({ ...embedded, MONGODB_URI: z.string().optional() })
  .refine((env) => env.MONGODB_URI ?? env.APLAUSO_DATA, 'set MONGODB_URI, or APLAUSO_DATA for the embedded archive')

/** The tally: Upstash's REST address and token, else SQLite in `APLAUSO_DATA`. */
export const tallyConfig = z
  .object({
    ...embedded,
    UPSTASH_REDIS_REST_URL: z.string().optional(),
    UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  })
  .refine(
    (env) => env.UPSTASH_REDIS_REST_URL ?? env.APLAUSO_DATA,
    'set UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN, or APLAUSO_DATA for the embedded tally',
  )

export type LogConfig = z.output<typeof logConfig>
export type ArchiveConfig = z.output<typeof archiveConfig>
export type TallyConfig = z.output<typeof tallyConfig>

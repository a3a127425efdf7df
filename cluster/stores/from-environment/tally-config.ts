import { z } from 'zod'
import { embedded } from './embedded.ts'

/** The tally: Upstash's REST address and token, else SQLite in `APLAUSO_DATA`. */
export const tallyConfig = z
  .object({
    ...embedded,
    /** The tally in Redis, through Upstash's REST protocol. */
    UPSTASH_REDIS_REST_URL: z
      .string()
      .regex(/^https?:\/\/[^\s/]+/, 'must begin with https:// or http://')
      .optional(),
    /** Its token; required with the address. */
    UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  })
  .refine((env) => env.UPSTASH_REDIS_REST_URL ?? env.APLAUSO_DATA, {
    error: 'set UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN, or APLAUSO_DATA for the embedded tally',
  })
  .refine((env) => env.UPSTASH_REDIS_REST_URL === undefined || env.UPSTASH_REDIS_REST_TOKEN !== undefined, {
    path: ['UPSTASH_REDIS_REST_TOKEN'],
    error: 'is required with UPSTASH_REDIS_REST_URL',
  })

export type TallyConfig = z.output<typeof tallyConfig>

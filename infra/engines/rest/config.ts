import { port, secret } from '@aplauso/process'
import { z } from 'zod'

/** The variables of the development server for Upstash's REST protocol. */
export const restConfig = z.object({
  /** The address to listen on. */
  REST_HOST: z.string().default('127.0.0.1'),
  /** The port to listen on. */
  REST_PORT: port,
  /** What callers bring as their token. */
  REST_TOKEN: secret,
  /** The address of redis-server. */
  REDIS_HOST: z.string().default('127.0.0.1'),
  /** Its port. */
  REDIS_PORT: port,
  /** Its password. */
  REDIS_PASSWORD: secret,
})

import type { FunctionName } from '@aplauso/functions/build'

/** How a function runs on Cloud Run. */
export interface CloudRunPlan {
  /** concurrent requests per instance */
  readonly concurrency: number
  readonly instances: { readonly min: number; readonly max: number }
  /** the longest response, in seconds */
  readonly timeoutSeconds: number
  readonly memory: string
  /** variables that hold secrets, with their names in Secret Manager */
  readonly secrets: Readonly<Record<string, string>>
}

/**
 * Concurrency, pools and instances match. `logs`: a page queries each of 12 partitions for votes and for duplicates, 24
 * short queries over the pool's 8 connections; 16 concurrent pages wait tens of milliseconds, and ten instances hold 80
 * connections to MongoDB. The timeout is long because exports are. `results`: nearly every response comes from memory, so
 * an instance takes many requests; each instance reads Redis once a second per contest.
 */
export const plans: Readonly<Record<FunctionName, CloudRunPlan>> = {
  logs: {
    concurrency: 16,
    instances: { min: 0, max: 10 },
    timeoutSeconds: 900,
    memory: '512Mi',
    secrets: { MONGODB_URI: 'aplauso-mongodb-uri', EXPORT_KEY: 'aplauso-export-key' },
  },
  results: {
    concurrency: 250,
    instances: { min: 1, max: 8 },
    timeoutSeconds: 20,
    memory: '512Mi',
    secrets: {
      UPSTASH_REDIS_REST_URL: 'aplauso-redis-rest-url',
      UPSTASH_REDIS_REST_TOKEN: 'aplauso-redis-rest-token',
    },
  },
}

import type { FunctionName } from '@aplauso/functions/build'

/** How a function runs on Cloud Run. */
export interface CloudRunPlan {
  /** requests that one instance answers at once */
  readonly concurrency: number
  readonly instances: { readonly min: number; readonly max: number }
  /** longest answer, in seconds */
  readonly timeoutSeconds: number
  readonly memory: string
  /** variables that hold secrets, with the secret's name in Secret Manager */
  readonly secrets: Readonly<Record<string, string>>
}

/**
 * Concurrency, pools and instances fit each other. `logs`: a page asks each of 12 partitions for votes and for
 * duplicates, 24 short questions over the pool's 8 connections; 16 pages at once wait tens of milliseconds, and ten
 * instances keep 80 connections to MongoDB. Exports may take long, so its time is. `results`: nearly every answer comes from
 * memory, so an instance takes many; Redis is asked once a second and contest by each.
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

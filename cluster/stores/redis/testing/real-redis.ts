import { randomUUID } from 'node:crypto'
import type { RedisRestConnection } from '../probe.ts'
import { redisClient } from '../rest.ts'

/** The Redis that tests may use; undefined where it is not named. */
export function redisUnderTest(): RedisRestConnection | undefined {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = process.env
  return url && token ? { url, token } : undefined
}

const tags: string[] = []

/** A hash tag of its own for a test: a tally in use on the same server is not touched. */
export function freshTag(): string {
  const tag = `{aplauso-test-${randomUUID()}}`
  tags.push(tag)
  return tag
}

/** Removes all keys of the tags that `freshTag` gave out. */
export async function removeKeys(connection: RedisRestConnection): Promise<void> {
  const redis = redisClient(connection)
  for (const tag of tags.splice(0)) {
    const keys = await redis.keys(`${tag}*`)
    if (keys.length > 0) await redis.del(...keys)
  }
}

import { askRedis, type RedisRestConnection, TokenRefused } from './probe.ts'

const timeoutMs = 5_000

/**
 * Asks whether this Redis will do.
 * @returns what waiting does not cure: a refused token, a Redis that forgets keys when its memory is full
 * @throws Error with one line for a person when it does not answer
 */
export async function checkRedis(connection: RedisRestConnection): Promise<string[]> {
  try {
    const info = await askRedis(connection, timeoutMs)
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction'
    if (policy === 'noeviction') return []
    return [`Redis: maxmemory-policy is ${policy}, must be noeviction: a key that is evicted is lost votes`]
  } catch (error) {
    if (error instanceof TokenRefused) return [`UPSTASH_REDIS_REST_TOKEN: ${error.message}`]
    throw error
  }
}

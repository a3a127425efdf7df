import type { RedisRestConnection } from '../probe.ts'
import { redisClient } from '../rest.ts'
import { freshTag } from './real-redis.ts'

const pieceBytes = 32 * 1024 * 1024

/** The server's `maxmemory` in bytes; 0: none. */
export async function memoryLimit(connection: RedisRestConnection): Promise<number> {
  const info = await redisClient(connection).exec<string>(['INFO', 'memory'])
  return Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0)
}

/** Fills the server's memory until it takes no more. @returns what frees it again, any number of times */
export async function fillMemory(connection: RedisRestConnection, limitBytes: number): Promise<() => Promise<void>> {
  const redis = redisClient(connection)
  const tag = freshTag()
  const keys = Array.from({ length: Math.ceil(limitBytes / pieceBytes) + 1 }, (_, at) => `${tag}:${at}`)
  // A text with a character far behind takes the memory of all before it. The last of them is refused.
  for (const key of keys) await redis.exec(['SETRANGE', key, String(pieceBytes), 'x']).catch(() => undefined)
  return async () => {
    await redis.exec(['DEL', ...keys])
  }
}

import { messageOf } from '@aplauso/process/portable'
/** How to reach a Redis through Upstash's REST protocol. */
export interface RedisRestConnection {
  readonly url: string
  readonly token: string
}

/**
 * Sends PING and INFO in one pipeline. The client library has no INFO, so this speaks the protocol by itself.
 * @returns the engine's name and version, such as `7.0.15`
 * @throws Error with one line for a person when it does not answer within the time or refuses the token
 */
export async function probeRedis(
  connection: RedisRestConnection,
  timeoutMs: number,
): Promise<{ engine: string; version: string }> {
  const info = await askRedis(connection, timeoutMs)
  return { engine: 'Redis', version: /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'of unknown version' }
}

/** The server refuses this token: waiting does not cure that. */
export class TokenRefused extends Error {}

/**
 * Sends PING and INFO.
 * @returns what INFO says, a line `name:value` each
 * @throws TokenRefused; Error with one line for a person when it does not answer within the time
 */
export async function askRedis(connection: RedisRestConnection, timeoutMs: number): Promise<string> {
  const answer = await ask(connection, timeoutMs)
  const [ping, info] = Array.isArray(answer) ? answer : []
  if (ping?.result !== 'PONG') throw new Error(`Redis answers PING with an error: ${ping?.error ?? 'no PONG'}`)
  return String(info?.result ?? '')
}

type Answer = { result?: unknown; error?: string }[] | { error?: string }

async function ask({ url, token }: RedisRestConnection, timeoutMs: number): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(`${url.replace(/\/$/, '')}/pipeline`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify([['PING'], ['INFO']]),
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new Error(`Redis's REST server does not answer: ${messageOf(cause)}`, {
      cause: error,
    })
  }
  if (response.status === 401) throw new TokenRefused("Redis's REST server refused the token")
  if (!response.ok) throw new Error(`Redis's REST server answered ${response.status}`)
  const body: unknown = await response.json()
  if (typeof body !== 'object' || body === null) throw new Error("Redis's REST server answered something else")
  return body
}

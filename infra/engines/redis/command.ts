const answerTimeoutMs = 10_000

/**
 * Sends one command to the Redis that the environment variables name, over its REST server.
 * @throws Error where it is not answered, or with an error
 */
export async function redisCommand(
  environment: Readonly<Record<string, string>>,
  command: readonly string[],
): Promise<void> {
  const { UPSTASH_REDIS_REST_URL: url = '', UPSTASH_REDIS_REST_TOKEN: token = '' } = environment
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(command),
    signal: AbortSignal.timeout(answerTimeoutMs),
  })
  if (!response.ok) throw new Error(`Redis answered ${response.status} to ${command[0]}`)
}

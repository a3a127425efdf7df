import { Redis } from '@upstash/redis'
import { StoreUnavailable } from '../ports/errors.ts'
import type { RedisRestConnection } from './probe.ts'

const timeoutMs = 5_000
const retryPauseMs = 100
const messageLength = 200

/**
 * The client, with every setting stated. Answers stay as Redis gives them: automatic deserialisation turns texts that
 * look like numbers into numbers; base64 answers are decoded by a decoder that drops a leading U+FEFF, which a band's
 * name may have.
 */
export function redisClient({ url, token }: RedisRestConnection): Redis {
  return new Redis({
    url,
    token,
    automaticDeserialization: false,
    responseEncoding: false,
    enableTelemetry: false,
    enableAutoPipelining: false,
    readYourWrites: false,
    retry: { retries: 1, backoff: () => retryPauseMs },
    // A function: given a signal itself, the client answers "Aborted" as if Redis had.
    signal: () => AbortSignal.timeout(timeoutMs),
  })
}

/** Runs `work`; whatever it throws becomes StoreUnavailable with one short line. */
export async function asking<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    throw new StoreUnavailable(`Redis: ${reason(error)}`, { cause: error })
  }
}

/** The client repeats the whole request in its messages: votes have no place in a log line. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, messageLength)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message.split(', command was:')[0]}${cause}`.slice(0, messageLength)
}

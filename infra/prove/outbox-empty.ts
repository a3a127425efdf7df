import { setTimeout as pause } from 'node:timers/promises'
import { hmacKey, signatureHeader, signBody } from '@aplauso/proto'

const requestTimeoutMs = 10_000
const betweenLooksMs = 500

interface Shard {
  readonly votes?: number
  readonly waiting?: number
  readonly error?: string
}

/**
 * Waits until the edge's outbox holds no vote any more.
 * @returns how many it still held, or could not tell, when patience was over
 */
export async function untilOutboxIsEmpty(
  edge: string,
  relayKey: string,
  patienceMs: number,
  signal: AbortSignal,
): Promise<number> {
  const untilMs = performance.now() + patienceMs
  for (;;) {
    const held = await votesHeld(edge, relayKey).catch(() => Number.POSITIVE_INFINITY)
    if (held === 0 || performance.now() > untilMs) return held
    await pause(betweenLooksMs, undefined, { signal })
  }
}

async function votesHeld(edge: string, relayKey: string): Promise<number> {
  const signature = await signBody(await hmacKey(relayKey), 'GET /outbox/status', Date.now())
  const response = await fetch(`${edge}/outbox/status`, {
    headers: { [signatureHeader]: signature },
    signal: AbortSignal.timeout(requestTimeoutMs),
  })
  if (!response.ok) throw new Error(`the edge answered ${response.status}`)
  const { shards } = (await response.json()) as { readonly shards: readonly Shard[] }
  return shards.reduce(
    (sum, { votes, waiting = 0, error }) => sum + (error ? Number.POSITIVE_INFINITY : (votes ?? 0) + waiting),
    0,
  )
}

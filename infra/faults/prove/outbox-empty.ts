import { setTimeout as pause } from 'node:timers/promises'
import { operatorKey } from '@aplauso/proto'
import { OutboxClient } from '../../clients/outbox.ts'

const requestTimeoutMs = 10_000
const betweenLooksMs = 500

/**
 * Waits until the edge's outbox holds no vote any more.
 * @returns how many it still held when patience was over; Infinity where it did not answer
 */
export async function untilOutboxIsEmpty(
  edge: string,
  relaySecret: string,
  patienceMs: number,
  signal: AbortSignal,
): Promise<number> {
  const client = new OutboxClient(edge, operatorKey(undefined, relaySecret), requestTimeoutMs)
  const untilMs = performance.now() + patienceMs
  for (;;) {
    const held = await votesHeld(client).catch(() => Number.POSITIVE_INFINITY)
    if (held === 0 || performance.now() > untilMs) return held
    await pause(betweenLooksMs, undefined, { signal })
  }
}

async function votesHeld(client: OutboxClient): Promise<number> {
  const shards = await client.status()
  return shards.reduce(
    (sum, shard) => sum + (shard.error === undefined ? shard.votes + shard.waiting : Number.POSITIVE_INFINITY),
    0,
  )
}

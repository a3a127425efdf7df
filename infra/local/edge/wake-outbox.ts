import { OutboxClient } from '../../clients/outbox.ts'

const wakeTimeoutMs = 10_000

/**
 * Calls every object of the outbox, so that those with a backlog go on: plain workerd has no cron, and makes an object
 * only when it is called. Resolves with why it could not be done; a later call of each object does the same.
 */
export async function wakeOutbox(edge: string, relayKey: string): Promise<string | undefined> {
  try {
    await new OutboxClient(edge, relayKey, wakeTimeoutMs).status()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

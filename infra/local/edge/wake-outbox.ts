import { hmacKey, signatureHeader, signBody } from '@aplauso/proto'

const wakeTimeoutMs = 10_000

/**
 * Calls every object of the outbox, so that those with a backlog go on: plain workerd has no cron, and makes an object
 * only when it is called. Resolves with why it could not be done; a later call of each object does the same.
 */
export async function wakeOutbox(edge: string, relayKey: string): Promise<string | undefined> {
  try {
    const signature = await signBody(await hmacKey(relayKey), 'GET /outbox/status', Date.now())
    const response = await fetch(`${edge}/outbox/status`, {
      headers: { [signatureHeader]: signature },
      signal: AbortSignal.timeout(wakeTimeoutMs),
    })
    await response.arrayBuffer()
    return response.ok ? undefined : `the status was answered ${response.status}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { withAdmin } from './admin.ts'

const pollMs = 250

/**
 * Waits until every partition of every topic has all of its replicas in sync: from then on any one broker may fail.
 * @param brokers `host:port` of plain listeners
 * @throws Error that names the partitions that are behind when the time is over
 */
export async function untilInSync(brokers: readonly string[], patienceMs: number): Promise<void> {
  const untilMs = performance.now() + patienceMs
  for (;;) {
    const behind = await partitionsBehind(brokers).catch((error: unknown) => [`metadata: ${error}`])
    if (behind.length === 0) return
    if (performance.now() > untilMs) {
      throw new Error(`Kafka: not in sync after ${Math.round(patienceMs / 1000)} s: ${behind.join(', ')}`)
    }
    await sleep(pollMs)
  }
}

function partitionsBehind(brokers: readonly string[]): Promise<readonly string[]> {
  return withAdmin(brokers, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata()
    return topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ leader, isr, replicas }) => leader < 0 || isr.length < replicas.length)
        .map(({ partitionId }) => `${name}-${partitionId}`),
    )
  })
}

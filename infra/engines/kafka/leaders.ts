import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import { withAdmin } from './admin.ts'

const requestTimeoutMs = 10_000
const patienceMs = 60_000
const pollMs = 100
const electLeaders = { apiKey: 43, version: 1 }

/**
 * Gives every partition of a topic another leader, as a reassignment or a balancing tool does: its replicas stay where they
 * are and only change their order, then the first of them is elected. Resolves when the new leaders are known.
 * @param brokers `host:port` of plain listeners
 * @throws Error where the cluster does not do it in time
 */
export async function moveLeaders(brokers: readonly string[], topic: string): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    const before = await leadersOf(admin, topic)
    const partitionAssignment = before.map(({ partition, leader, replicas }) => {
      const others = replicas.filter((id) => id !== leader)
      const next = others[partition % others.length] ?? leader
      return { partition, replicas: [next, ...replicas.filter((id) => id !== next)] }
    })
    await admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment }], timeout: requestTimeoutMs })
    const wanted = new Map(partitionAssignment.map(({ partition, replicas }) => [partition, replicas[0]]))
    const hasMoved = ({ partition, leader }: Leadership) => leader === wanted.get(partition)
    const untilMs = performance.now() + patienceMs
    for (;;) {
      for (const broker of brokers) await electPreferred(broker).catch(() => {})
      // A broker that is late with an answer is asked again.
      const now = await leadersOf(admin, topic).catch(() => [])
      if (now.length > 0 && now.every(hasMoved)) return
      if (performance.now() > untilMs) throw new Error('Kafka: the leaders did not move in time')
      await sleep(pollMs)
    }
  })
}

interface Leadership {
  readonly partition: number
  readonly leader: number
  readonly replicas: readonly number[]
}

async function leadersOf(admin: Admin, topic: string): Promise<readonly Leadership[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
  return (topics[0]?.partitions ?? []).map(({ partitionId, leader, replicas }) => ({
    partition: partitionId,
    leader,
    replicas,
  }))
}

/** Elects the first replica of each partition. kafkajs has no such request (ElectLeaders, KIP-460). */
async function electPreferred(broker: string): Promise<void> {
  const [host = '', port] = broker.split(':')
  const client = Buffer.from('aplauso-leaders')
  const head = Buffer.alloc(10)
  head.writeInt16BE(electLeaders.apiKey, 0)
  head.writeInt16BE(electLeaders.version, 2)
  head.writeInt32BE(1, 4)
  head.writeInt16BE(client.length, 8)
  const body = Buffer.alloc(9)
  // The preferred election (0), of all partitions (an array of length -1).
  body.writeInt32BE(-1, 1)
  body.writeInt32BE(requestTimeoutMs, 5)
  const size = Buffer.alloc(4)
  size.writeInt32BE(head.length + client.length + body.length)
  const socket = connect({ host, port: Number(port) })
  try {
    socket.write(Buffer.concat([size, head, client, body]))
    await once(socket, 'data', { signal: AbortSignal.timeout(requestTimeoutMs) })
  } finally {
    socket.destroy()
  }
}

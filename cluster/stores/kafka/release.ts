import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { KafkaConnection } from './connection.ts'

/**
 * Last feature level `metadata.version` of each release, from Kafka's MetadataVersion. Levels only grow, so a level
 * beyond the table is of a newer release than these.
 */
const releases: readonly (readonly [level: number, release: string])[] = [
  [7, '3.3'],
  [8, '3.4'],
  [11, '3.5'],
  [14, '3.6'],
  [19, '3.7'],
  [20, '3.8'],
  [21, '3.9'],
  [25, '4.0'],
  [27, '4.1'],
  [29, '4.2'],
  [30, '4.3'],
  [33, '4.4'],
]

const answerLimitBytes = 64 * 1024

/**
 * Asks a broker for its release by ApiVersions version 3 (KIP-584), which it answers before any login and which kafkajs
 * cannot send. Node only.
 * @returns the release of the cluster's metadata, such as `4.4`
 * @throws when the broker does not answer within the time, or with something else
 */
export async function kafkaRelease(connection: KafkaConnection, timeoutMs: number): Promise<string> {
  const broker = connection.brokers[0] ?? ''
  const at = broker.lastIndexOf(':')
  const host = broker.slice(0, at)
  const port = Number(broker.slice(at + 1))
  const ca = typeof connection.ssl === 'object' ? { ca: connection.ssl.ca } : {}
  const socket = connection.ssl ? connectTls({ host, port, ...ca }) : connectPlain({ host, port })
  try {
    const level = metadataLevel(await exchange(socket, request(), timeoutMs))
    return releases.find(([last]) => level <= last)?.[1] ?? `newer than 4.4 (metadata level ${level})`
  } finally {
    socket.destroy()
  }
}

function request(): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([value.length + 1]), Buffer.from(value)])
  const client = Buffer.from('aplauso')
  const head = Buffer.alloc(10)
  head.writeInt16BE(18, 0)
  head.writeInt16BE(3, 2)
  head.writeInt32BE(1, 4)
  head.writeInt16BE(client.length, 8)
  const none = Buffer.from([0])
  const body = Buffer.concat([head, client, none, text('aplauso'), text('1'), none])
  const size = Buffer.alloc(4)
  size.writeInt32BE(body.length)
  return Buffer.concat([size, body])
}

function exchange(socket: Socket, message: Buffer, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    socket.once('close', () => clearTimeout(timer))
    socket.once('error', reject)
    socket.once('end', () => reject(new Error('the broker closed the connection')))
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part])
      if (received.length < 4) return
      const sizeBytes = received.readInt32BE(0)
      if (sizeBytes < 0 || sizeBytes > answerLimitBytes) reject(new Error('this is not a Kafka broker'))
      else if (received.length >= 4 + sizeBytes) resolve(received.subarray(4, 4 + sizeBytes))
    })
    socket.write(message)
  })
}

/** Walks the answer to its tagged field 2, the finalized features. */
function metadataLevel(answer: Buffer): number {
  let at = 4
  const int16 = () => {
    at += 2
    return answer.readInt16BE(at - 2)
  }
  const varint = () => {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = answer.readUInt8(at++)
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    return value
  }
  const skipTags = () => {
    for (let left = varint(); left > 0; left--) {
      varint()
      at += varint()
    }
  }
  const error = int16()
  if (error !== 0) throw new Error(`the broker answered error ${error} to ApiVersions`)
  for (let left = varint() - 1; left > 0; left--) {
    at += 6
    skipTags()
  }
  at += 4
  for (let left = varint(); left > 0; left--) {
    const tag = varint()
    const end = varint() + at
    if (tag === 2) {
      for (let features = varint() - 1; features > 0; features--) {
        const length = varint() - 1
        const name = answer.toString('utf8', at, at + length)
        at += length
        const level = int16()
        at += 2
        skipTags()
        if (name === 'metadata.version') return level
      }
    }
    at = end
  }
  throw new Error('the broker names no metadata.version (older than Kafka 3.3)')
}

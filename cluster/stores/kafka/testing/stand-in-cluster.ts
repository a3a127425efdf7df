import { onTestFinished } from 'vitest'
import type { LogEntry } from '../../ports/vote-log.ts'
import type { KafkaConnection } from '../connection.ts'
import { type ByteReader, bytes } from './bytes.ts'
import { entriesOf } from './record-batch.ts'
import { type Request, StandInBroker } from './stand-in-broker.ts'

const api = { produce: 0, metadata: 3, apiVersions: 18 } as const
/** Each api with the oldest and newest version that the stand-in speaks. */
const versions = [
  [api.produce, 3, 3],
  [api.metadata, 0, 0],
  [api.apiVersions, 0, 0],
] as const
export const errorCodes = {
  none: 0,
  unknownTopic: 3,
  notLeader: 6,
  messageTooLarge: 10,
  notEnoughReplicas: 19,
  authorizationFailed: 29,
} as const

/** The part of a batch that one broker is asked to append to one partition. */
export interface Append {
  readonly broker: number
  readonly partition: number
  readonly entries: readonly LogEntry[]
}

/** `leave out`: appended, and missing in the answer. A number: not appended, answered with this error. */
export type Verdict = 'append' | 'leave out' | 'hang up' | number

const topic = 'votes'
const brokerIds = [1, 2, 3] as const

/**
 * A Kafka cluster of three brokers on loopback, as far as a producer sees it: `votes` with twelve partitions, each with
 * three replicas. A broker that died or froze still leads its partitions, and keeps acks=all waiting everywhere, until it
 * is fenced, as with Apache Kafka.
 */
export class StandInCluster {
  readonly brokers = new Map<number, StandInBroker>()
  readonly leaders = new Map(Array.from({ length: 12 }, (_, partition) => [partition, (partition % 3) + 1]))
  /** What lies in the log, a list for each partition. */
  readonly log = new Map<number, LogEntry[]>()
  /** Judges each append before it happens; for what no other method does. */
  judge: (append: Append) => Verdict = () => 'append'
  /** The error that metadata of the topic comes with. */
  topicError: number = errorCodes.none
  #ailing: number | undefined
  #fenced = Promise.resolve()
  #fence = () => {}

  /** Started for one test. */
  static async start(): Promise<StandInCluster> {
    const cluster = new StandInCluster()
    for (const id of brokerIds) {
      cluster.brokers.set(id, await StandInBroker.start((request) => cluster.#respond(id, request)))
    }
    onTestFinished(() => {
      for (const broker of cluster.brokers.values()) broker.kill()
    })
    return cluster
  }

  get connection(): KafkaConnection {
    return { brokers: brokerIds.map((id) => `127.0.0.1:${this.brokers.get(id)?.port}`), ssl: false }
  }

  /** The keys in the log, sorted, each once. */
  get keys(): string[] {
    return [...new Set([...this.log.values()].flat().map(({ key }) => key))].sort()
  }

  /** Connections that are open to all brokers. */
  get openConnections(): number {
    return [...this.brokers.values()].reduce((sum, { open }) => sum + open, 0)
  }

  /** The partitions of a broker are led by the two others from now on, as when it is stopped in order. */
  moveLeaders(from: number): void {
    const others = brokerIds.filter((id) => id !== from)
    for (const [partition, leader] of this.leaders) {
      if (leader === from) this.leaders.set(partition, others[partition % others.length] ?? 0)
    }
  }

  /** As by `kill -9`. Its partitions wait until it is fenced. */
  kill(id: number): void {
    this.#ail(id)
    this.brokers.get(id)?.kill()
  }

  /** As by SIGSTOP. Its partitions wait until it is fenced. */
  freeze(id: number): void {
    this.#ail(id)
    this.brokers.get(id)?.freeze()
  }

  /** The controller has noticed which broker died or froze: its partitions get new leaders, its replicas are not waited for. */
  fence(): void {
    if (this.#ailing !== undefined) this.moveLeaders(this.#ailing)
    this.#ailing = undefined
    this.#fence()
  }

  #ail(id: number): void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#ailing = id
    this.#fenced = promise
    this.#fence = resolve
  }

  async #respond(broker: number, { api: asked, body }: Request): Promise<Buffer | 'hang up'> {
    if (asked === api.metadata) return this.#metadata()
    if (asked === api.produce) return this.#produce(broker, body)
    return Buffer.concat([bytes.int16(0), bytes.array(versions.map((each) => Buffer.concat(each.map(bytes.int16))))])
  }

  #metadata(): Buffer {
    const replicas = bytes.array(brokerIds.map(bytes.int32))
    const partitions = [...this.leaders].map(([partition, leader]) =>
      Buffer.concat([bytes.int16(0), bytes.int32(partition), bytes.int32(leader), replicas, replicas]),
    )
    return Buffer.concat([
      bytes.array(
        [...this.brokers].map(([id, { port }]) =>
          Buffer.concat([bytes.int32(id), bytes.string('127.0.0.1'), bytes.int32(port)]),
        ),
      ),
      bytes.array([Buffer.concat([bytes.int16(this.topicError), bytes.string(topic), bytes.array(partitions)])]),
    ])
  }

  async #produce(broker: number, body: ByteReader): Promise<Buffer | 'hang up'> {
    // transaction, acks, timeout
    body.string()
    body.int16()
    body.int32()
    const answers: Buffer[] = []
    const asked = body.array(() => ({
      name: body.string(),
      partitions: body.array(() => ({ partition: body.int32(), entries: entriesOf(body.take(body.int32())) })),
    }))
    for (const { partition, entries } of asked.flatMap(({ partitions }) => partitions)) {
      const verdict = this.judge({ broker, partition, entries })
      if (verdict === 'hang up') return 'hang up'
      const refusal = this.leaders.get(partition) === broker ? errorCodes.none : errorCodes.notLeader
      const error = typeof verdict === 'number' ? verdict : refusal
      if (error === errorCodes.none) this.log.set(partition, [...(this.log.get(partition) ?? []), ...entries])
      if (verdict === 'leave out') continue
      answers.push(Buffer.concat([bytes.int32(partition), bytes.int16(error), bytes.int64(0), bytes.int64(-1)]))
    }
    await this.#fenced
    return Buffer.concat([bytes.array([Buffer.concat([bytes.string(topic), bytes.array(answers)])]), bytes.int32(0)])
  }
}

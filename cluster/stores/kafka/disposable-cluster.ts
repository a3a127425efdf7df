import { type Cluster, Kafka, PartitionAssigners } from 'kafkajs'
import { type KafkaConnection, kafkaClientConfig } from './connection.ts'
import { Sockets } from './sockets.ts'

export interface DisposableClusterOptions {
  readonly connection: KafkaConnection
  /** The one broker of the connection that is asked for the others, `host:port`. */
  readonly address: string
  readonly topic: string
  /** Shown in the broker's logs and metrics. */
  readonly clientId: string
}

/** What is asked is small, so a broker that is silent for longer is frozen or gone, and another may lead by now. */
const patience = { connectTimeoutMs: 2_000, requestTimeoutMs: 2_500, retries: 0 }

/** kafkajs's cluster object, used until its first error: a new one knows the leaders of now. */
export class DisposableCluster {
  readonly address: string
  readonly cluster: Cluster
  readonly #topic: string
  readonly #sockets = new Sockets()

  constructor({ connection, address, topic, clientId }: DisposableClusterOptions) {
    this.address = address
    this.#topic = topic
    let given: Cluster | undefined
    // The one public way to kafkajs's cluster object is what an assigner is handed. No group is joined.
    new Kafka({
      ...kafkaClientConfig({ ...connection, brokers: [address] }, clientId, patience),
      socketFactory: this.#sockets.factory,
    }).consumer({
      groupId: 'never-joined',
      allowAutoTopicCreation: false,
      retry: { retries: 0 },
      partitionAssigners: [
        (config) => {
          given = config.cluster
          return PartitionAssigners.roundRobin(config)
        },
      ],
    })
    if (!given) throw new Error('kafkajs no longer hands its cluster to assigners')
    this.cluster = given
  }

  /** Connects, and fetches the topic's metadata. @throws what kafkajs throws */
  async open(): Promise<void> {
    await this.cluster.connect()
    await this.cluster.addTargetTopic(this.#topic)
  }

  /** Closes all sockets at once; what is under way fails. */
  discard(): void {
    this.#sockets.close()
    this.cluster.disconnect().catch(() => {})
  }
}

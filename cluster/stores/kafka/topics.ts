import { setTimeout as sleep } from 'node:timers/promises'
import { type Admin, Kafka } from 'kafkajs'
import { type KafkaConnection, kafkaClientConfig } from './connection.ts'
import {
  deadTopic,
  judgeBroker,
  judgeTopic,
  safeInSync,
  safeReplicas,
  type TopicFacts,
  type TopicPlan,
  type TopicReport,
  votesTopic,
} from './topic-plan.ts'

export { deadTopic, type TopicPlan, type TopicReport, votesTopic } from './topic-plan.ts'

export interface TopicOptions {
  /** Take as many replicas as there are brokers (`APLAUSO_DEVELOPMENT=1`); else three are insisted on. */
  readonly development: boolean
  /** The product's own two topics unless given. */
  readonly topics?: readonly TopicPlan[]
}

export interface TopicCreation {
  readonly created: readonly string[]
  readonly existing: readonly string[]
  /** Why nothing was made; empty when all is well. */
  readonly problems: readonly string[]
}

const productTopics = [votesTopic, deadTopic]
const createTimeoutMs = 10_000
const awaitPauseMs = 100

/** kafkajs's ConfigResourceTypes, which an ES module cannot import. */
const resource = { topic: 2, broker: 4 } as const

/**
 * Makes the topics that are missing and leaves the others as they are: `checkTopics` judges those.
 * @throws what kafkajs throws; `kafkaFault` turns it into a line
 * @example
 * const { created, problems } = await createTopics(connection, { development: true })
 */
export function createTopics(connection: KafkaConnection, options: TopicOptions): Promise<TopicCreation> {
  const topics = options.topics ?? productTopics
  return withAdmin(connection, async (admin) => {
    const present = new Set(await admin.listTopics())
    const existing = topics.filter(({ name }) => present.has(name)).map(({ name }) => name)
    const missing = topics.filter(({ name }) => !present.has(name))
    const brokers = (await admin.describeCluster()).brokers.length
    const replicas = options.development ? Math.min(brokers, safeReplicas) : safeReplicas
    if (missing.length > 0 && replicas > brokers) {
      const why = `${safeReplicas} brokers are needed for safe topics, the cluster has ${brokers}`
      return { created: [], existing, problems: [`${why}; on a development machine set APLAUSO_DEVELOPMENT=1`] }
    }
    if (missing.length > 0) {
      await admin.createTopics({
        timeout: createTimeoutMs,
        topics: missing.map((plan) => topicConfig(plan, replicas)),
        waitForLeaders: false,
      })
      for (const { name } of missing) await awaitTopic(admin, name)
    }
    return { created: missing.map(({ name }) => name), existing, problems: [] }
  })
}

/**
 * Waits until a topic that was just made answers for all its partitions. kafkajs's own waiting gives up on a broker that
 * has not heard of the topic yet, and does not notice one that has and is not ready to lead it.
 * @throws what kafkajs throws, when the topic does not answer in time
 */
export async function awaitTopic(admin: Admin, topic: string): Promise<void> {
  const deadline = Date.now() + createTimeoutMs
  for (;;) {
    try {
      await admin.fetchTopicOffsets(topic)
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(awaitPauseMs)
    }
  }
}

function topicConfig(plan: TopicPlan, replicas: number) {
  const entries = {
    'retention.ms': plan.retentionMs,
    'min.insync.replicas': Math.min(safeInSync, replicas),
    'unclean.leader.election.enable': false,
    'cleanup.policy': 'delete',
  }
  return {
    topic: plan.name,
    numPartitions: plan.partitions,
    replicationFactor: replicas,
    configEntries: Object.entries(entries).map(([name, value]) => ({ name, value: String(value) })),
  }
}

/**
 * Checks the topics and every broker: partitions, replication, min ISR, unclean election, cleanup, retention,
 * auto-creation. All problems at once, one line each.
 * @throws what kafkajs throws; `kafkaFault` turns it into a line
 */
export function checkTopics(connection: KafkaConnection, options: TopicOptions): Promise<TopicReport> {
  const topics = options.topics ?? productTopics
  return withAdmin(connection, async (admin) => {
    // Listing first: asking a broker for the metadata of a topic by name may create it.
    const present = new Set(await admin.listTopics())
    const names = topics.map(({ name }) => name).filter((name) => present.has(name))
    const facts = await topicFacts(admin, names)
    const reports = topics.map((plan) => judgeTopic(plan, facts.get(plan.name), options.development))
    const brokers = (await admin.describeCluster()).brokers.map(({ nodeId }) => String(nodeId))
    const settings = await readSettings(admin, resource.broker, brokers)
    return {
      problems: [
        ...reports.flatMap(({ problems }) => problems),
        ...brokers.flatMap((broker) => judgeBroker(broker, settings.get(broker) ?? {})),
      ],
      warnings: reports.flatMap(({ warnings }) => warnings),
    }
  })
}

async function topicFacts(admin: Admin, names: string[]): Promise<Map<string, TopicFacts>> {
  if (names.length === 0) return new Map()
  const settings = await readSettings(admin, resource.topic, names)
  const { topics } = await admin.fetchTopicMetadata({ topics: names })
  return new Map(
    topics.map(({ name, partitions }) => [
      name,
      {
        partitions: partitions.length,
        replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        settings: settings.get(name) ?? {},
      },
    ]),
  )
}

async function readSettings(admin: Admin, type: (typeof resource)[keyof typeof resource], names: string[]) {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type, name })),
  })
  return new Map(
    resources.map(({ resourceName, errorCode, errorMessage, configEntries }) => {
      if (errorCode !== 0) throw new Error(`${resourceName}: its settings cannot be read (${errorMessage})`)
      return [resourceName, Object.fromEntries(configEntries.map((entry) => [entry.configName, entry.configValue]))]
    }),
  )
}

async function withAdmin<Result>(
  connection: KafkaConnection,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = new Kafka(kafkaClientConfig(connection, 'aplauso-topics')).admin()
  try {
    await admin.connect()
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

import { randomUUID } from 'node:crypto'
import { createLogger } from '@aplauso/process'
import { onTestFinished } from 'vitest'
import type { KafkaConnection } from '../../stores/kafka/connection.ts'
import { KafkaConsumer, type KafkaConsumerOptions } from '../../stores/kafka/consumer.ts'
import { KafkaDeadLetters } from '../../stores/kafka/dead-letters.ts'
import { deleteTopics, kafkaUnderTest, makeTopic } from '../../stores/kafka/testing/real-kafka.ts'
import { MongoArchive } from '../../stores/mongo/archive.ts'
import { dropDatabases, freshDatabase, mongoUnderTest } from '../../stores/mongo/testing/real-mongo.ts'
import type { RedisRestConnection } from '../../stores/redis/probe.ts'
import { RedisTally } from '../../stores/redis/tally.ts'
import { freshTag, redisUnderTest, removeKeys } from '../../stores/redis/testing/real-redis.ts'
import { Consumer } from '../consumer.ts'

/** The real engines that tests may use. */
export interface EnginesUnderTest {
  readonly kafka: KafkaConnection
  readonly redis: RedisRestConnection
  readonly mongo: string
}

/** The engines that the environment names; undefined unless all three are. */
export function enginesUnderTest(): EnginesUnderTest | undefined {
  const [kafka, redis, mongo] = [kafkaUnderTest(), redisUnderTest(), mongoUnderTest()]
  return kafka && redis && mongo ? { kafka, redis, mongo } : undefined
}

/** Removes what tests made on the engines. */
export async function clearEngines({ kafka, redis, mongo }: EnginesUnderTest): Promise<void> {
  await Promise.all([deleteTopics(kafka), removeKeys(redis), dropDatabases(mongo)])
}

/** A log, an archive and a tally of a test's own on real engines, and consumers of them, in one group. */
export async function realStores({ kafka: connection, redis, mongo: uri }: EnginesUnderTest, partitions?: number) {
  const topic = await makeTopic(connection, partitions)
  const [tag, database] = [freshTag(), freshDatabase()]
  const archive = new MongoArchive({ uri, database })
  const tally = new RedisTally(redis, tag)
  const deadLetters = new KafkaDeadLetters({ connection, topic })
  await archive.connect()
  onTestFinished(async () => {
    await Promise.all([archive.close(), deadLetters.close()])
  })
  const groupId = randomUUID()
  return {
    topic,
    tag,
    database,
    archive,
    tally,
    total: async () => (await tally.read('default')).counters.total.get('') ?? 0,
    async consume(options: Pick<KafkaConsumerOptions, 'sessionTimeoutMs'> = {}) {
      const voteLog = new KafkaConsumer({ connection, topic, groupId, ...options })
      const consumer = new Consumer({ voteLog, archive, tally, deadLetters, log: createLogger('consumer', 'silent') })
      await consumer.start()
      let stopped: Promise<void> | undefined
      const stop = () => {
        stopped ??= consumer.stop()
        return stopped
      }
      onTestFinished(stop)
      return { consumer, stop }
    },
  }
}

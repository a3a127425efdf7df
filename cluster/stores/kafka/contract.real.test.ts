import { randomUUID } from 'node:crypto'
import { afterAll, describe } from 'vitest'
import { deadLettersContract } from '../contract/dead-letters.ts'
import { logContract } from '../contract/vote-log.ts'
import { KafkaConsumer } from './consumer.ts'
import { KafkaDeadLetters } from './dead-letters.ts'
import { KafkaProducer } from './producer.ts'
import { deleteTopics, kafkaUnderTest, makeTopic } from './testing/real-kafka.ts'

const connection = kafkaUnderTest()

describe.skipIf(!connection)('with a real broker', () => {
  if (!connection) return
  afterAll(() => deleteTopics(connection))

  logContract('Kafka', async () => {
    const topic = await makeTopic(connection)
    const groupId = randomUUID()
    return {
      async producer() {
        const producer = new KafkaProducer({ connection, topic })
        await producer.connect()
        return producer
      },
      consumer: async () => new KafkaConsumer({ connection, topic, groupId }),
    }
  })

  deadLettersContract('Kafka', async () => new KafkaDeadLetters({ connection, topic: await makeTopic(connection, 1) }))
})

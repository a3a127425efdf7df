import { ConfigError } from '@aplauso/process'
import { type KafkaFault, kafkaFault } from '../kafka/fault.ts'
import { checkTopics, deadTopic, votesTopic } from '../kafka/topics.ts'
import { deadTopicOf, kafkaConnection, type LogConfig } from './log-config.ts'
import { type Readiness, ready } from './ready.ts'

/** The variable to look at for each fault that waiting does not cure. */
const mendedBy: Partial<Record<KafkaFault['kind'], string>> = {
  credentials: 'KAFKA_USERNAME, KAFKA_PASSWORD',
  certificate: 'KAFKA_CA_FILE',
  topic: 'KAFKA_TOPIC',
}

/**
 * Asks Kafka until it answers, and whether its brokers and the given topics are as they must be; then does `then`.
 * @throws ConfigError with everything that is wrong
 */
export async function awaitKafka(
  config: LogConfig,
  readiness: Readiness,
  topics: readonly string[],
  then: () => Promise<void> = async () => {},
): Promise<void> {
  const connection = kafkaConnection(config)
  if (!connection) return
  const plans = topics.map((name) => ({ ...(name === deadTopicOf(config) ? deadTopic : votesTopic), name }))
  await ready('log', readiness, async () => {
    try {
      const development = config.APLAUSO_DEVELOPMENT === '1'
      const { problems, warnings } = await checkTopics(connection, { development, topics: plans })
      if (problems.length > 0) throw new ConfigError(problems)
      for (const warning of warnings) readiness.log.warn({ development }, warning)
      await then()
    } catch (error) {
      if (error instanceof ConfigError) throw error
      const { kind, line } = kafkaFault(error)
      const variable = mendedBy[kind]
      throw variable ? new ConfigError([`${variable}: ${line}`]) : new Error(line, { cause: error })
    }
  })
}

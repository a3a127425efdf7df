import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readKafkaConnection } from '../kafka/connection.ts'
import { embedded } from './embedded.ts'

/**
 * The log: `KAFKA_BROKERS` and what belongs to it, else SQLite in `APLAUSO_DATA`. `APLAUSO_DEVELOPMENT=1` tolerates a
 * topic with too few replicas.
 */
export const logConfig = z
  .object({
    ...embedded,
    APLAUSO_DEVELOPMENT: z.enum(['0', '1'], 'must be 0 or 1').optional(),
    KAFKA_BROKERS: z.string().optional(),
    KAFKA_SSL: z.string().optional(),
    KAFKA_CA_FILE: z.string().optional(),
    KAFKA_SASL_MECHANISM: z.string().optional(),
    KAFKA_USERNAME: z.string().optional(),
    KAFKA_PASSWORD: z.string().optional(),
    /** The topic of the votes (`votes`); dead letters go into the topic of that name with `.dead` behind it. */
    KAFKA_TOPIC: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,200}$/, 'must be a topic name')
      .optional(),
    /** The consumer group (`aplauso-consumer`). */
    KAFKA_GROUP: z.string().max(200).optional(),
  })
  .superRefine((env, context) => {
    if (env.KAFKA_BROKERS === undefined) {
      if (env.APLAUSO_DATA === undefined) {
        context.addIssue({ code: 'custom', message: 'set KAFKA_BROKERS, or APLAUSO_DATA for the embedded log' })
      }
      return
    }
    const reading = readKafkaConnection(env, readText)
    if ('connection' in reading) return
    for (const problem of reading.problems) {
      const [, name = '', message = problem] = /^([A-Z_]+): (.*)$/.exec(problem) ?? []
      context.addIssue({ code: 'custom', path: [name], message })
    }
  })

export type LogConfig = z.output<typeof logConfig>

/** The connection that the configuration describes; undefined for the embedded log. */
export function kafkaConnection(config: LogConfig) {
  if (config.KAFKA_BROKERS === undefined) return undefined
  const reading = readKafkaConnection(config, readText)
  if ('problems' in reading) throw new Error(reading.problems.join('; '))
  return reading.connection
}

export const topicOf = (config: LogConfig) => config.KAFKA_TOPIC ?? 'votes'
export const deadTopicOf = (config: LogConfig) => `${topicOf(config)}.dead`

function readText(path: string): string {
  return readFileSync(path, 'utf8')
}

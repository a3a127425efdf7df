import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readKafkaConnection } from '../kafka/connection.ts'
import { embedded } from './embedded.ts'

/** The log: `KAFKA_BROKERS` and what belongs to it, else SQLite in `APLAUSO_DATA`. */
export const logConfig = z
  .object({
    ...embedded,
    /** `1`: a topic with too few replicas is a warning and not a fault. */
    APLAUSO_DEVELOPMENT: z.enum(['0', '1'], 'must be 0 or 1').optional(),
    /** The log in Kafka: `host:port`, several separated by commas. */
    KAFKA_BROKERS: z.string().optional(),
    /** `true` for TLS, which anything but a test needs. */
    KAFKA_SSL: z.string().optional(),
    /** A private authority that signed the brokers' certificates, as a PEM file. */
    KAFKA_CA_FILE: z.string().optional(),
    /** `plain`, `scram-sha-256` or `scram-sha-512`. */
    KAFKA_SASL_MECHANISM: z.string().optional(),
    /** The user, with a mechanism. */
    KAFKA_USERNAME: z.string().optional(),
    /** The user's password, with a mechanism. */
    KAFKA_PASSWORD: z.string().optional(),
    /** The topic of the votes (`votes`); dead letters go into the topic of that name with `.dead` behind it. */
    KAFKA_TOPIC: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,200}$/, 'must be a topic name')
      .optional(),
    /** The consumer group (`aplauso-consumer`). */
    KAFKA_GROUP: z.string().max(200, 'must have at most 200 characters').optional(),
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

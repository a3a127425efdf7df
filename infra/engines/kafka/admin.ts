import { type Admin, Kafka, logLevel } from 'kafkajs'

/** Brokers that share two cores with what is tested on them may take seconds to accept a connection. */
const connectionTimeout = 10_000
const requestTimeout = 15_000

/**
 * Does work with an admin client of a cluster and closes it.
 * @param brokers `host:port` of plain listeners
 * @throws what kafkajs and the work throw
 */
export async function withAdmin<Result>(
  brokers: readonly string[],
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const kafka = new Kafka({ brokers: [...brokers], connectionTimeout, requestTimeout, logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  try {
    await admin.connect()
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

import { engineEnvironment, secureKafkaEnvironment } from '../engines/index.ts'

/** A real engine and the variable that names it. */
const engines = [
  { name: 'Kafka', variable: 'KAFKA_BROKERS' },
  { name: 'Redis', variable: 'UPSTASH_REDIS_REST_URL' },
  { name: 'document server', variable: 'MONGODB_URI' },
] as const

export interface TestEngines {
  readonly present: readonly string[]
  readonly missing: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** The real engines that tests may use: named by the environment, or started by `npm run engines -- up`. */
export async function testEngines(): Promise<TestEngines> {
  const secureKafka = secureKafkaEnvironment()
  const environment: Record<string, string> = {
    ...engineEnvironment(),
    ...(secureKafka ? { APLAUSO_TEST_KAFKA_SECURE: JSON.stringify(secureKafka) } : {}),
  }
  const isThere = ({ variable }: { variable: string }) => Boolean(environment[variable])
  return {
    present: engines.filter(isThere).map(({ name }) => name),
    missing: engines.filter((engine) => !isThere(engine)).map(({ name }) => name),
    environment,
  }
}

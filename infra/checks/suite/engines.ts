import { engineEnvironment, enginesStatus, secantusVariable, secureKafkaEnvironment } from '../../engines/index.ts'
import type { Suite } from './suites.ts'

/** The real engines and the variables that name them. */
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

/** The variables that a suite's tests run with; undefined where no engine of its is there. */
export function environmentOf(suite: Suite, engines: TestEngines): Readonly<Record<string, string>> | undefined {
  if (suite.engines === undefined) return {}
  if (suite.engines === 'all') return engines.present.length > 0 ? engines.environment : undefined
  const uri = engines.environment[secantusVariable]
  return uri === undefined ? undefined : { MONGODB_URI: uri, [secantusVariable]: uri }
}

/**
 * The real engines that tests may use: named by the environment, or started by `npm run engines -- up`.
 * @param folder of the engines; absent: the default one
 */
export async function testEngines(folder?: string): Promise<TestEngines> {
  const where = folder === undefined ? {} : { folder }
  const secureKafka = secureKafkaEnvironment(where)
  const environment: Record<string, string> = {
    ...engineEnvironment(where),
    ...(secureKafka ? { APLAUSO_TEST_KAFKA_SECURE: JSON.stringify(secureKafka) } : {}),
  }
  const isThere = ({ variable }: { variable: string }) => Boolean(environment[variable])
  return {
    present: engines.filter(isThere).map(({ name }) => name),
    missing: engines.filter((engine) => !isThere(engine)).map(({ name }) => name),
    environment,
  }
}

const folders = { kafka: /[/\\]kafka[./\\]/, redis: /[/\\]redis[/\\]/, mongo: /[/\\]mongo[/\\]/ } as const

/**
 * A line for each engine: its name, its version, and how many tests passed on it alone; then those on several.
 * @param onSecantus how many passed on SecantusDB; undefined: it did not take part
 */
export async function engineLines(
  passedByFile: ReadonlyMap<string, number>,
  onSecantus: number | undefined,
  folder?: string,
): Promise<readonly string[]> {
  const counts = { kafka: 0, redis: 0, mongo: 0, all: 0, secantusdb: onSecantus ?? 0 }
  for (const [file, passed] of passedByFile) {
    const [name] = Object.entries(folders).find(([, folder]) => folder.test(file)) ?? ['all']
    counts[name as keyof typeof counts] += passed
  }
  const reports = await enginesStatus(folder === undefined ? {} : { folder })
  const lines = reports.map(
    ({ name, engine, state }) => `  ${engine ?? `${name} ${state}`}: ${counts[name]} tests passed`,
  )
  const absent =
    '  SecantusDB: not running, the tests of reading by index were skipped: npm run engines -- up --secantusdb'
  return [...lines, `  all together: ${counts.all} tests passed`, ...(onSecantus === undefined ? [absent] : [])]
}

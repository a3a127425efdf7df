import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildFolder, moveIntoPlace, placeOf } from '../cache.ts'
import { longStep, runCommand, type Say } from '../steps.ts'

const here = import.meta.dirname
const pom = join(here, 'pom.xml')
const fetchTimeoutMs = 10 * 60_000

/** The version pinned in pom.xml, such as `4.4.0`. */
export const kafkaVersion = /<kafka\.version>([^<]+)</.exec(readFileSync(pom, 'utf8'))?.[1] ?? 'unknown'

/** Where this pom.xml's jars belong. The folder is complete if it exists. */
function jarFolder(): string {
  return placeOf(`kafka-${kafkaVersion}`, pom)
}

/** Whether Maven is needed. */
export function jarsAreMissing(): boolean {
  return !existsSync(jarFolder())
}

/**
 * Fetches the jars with Maven unless they are there.
 * @throws Error with the end of Maven's output
 */
export async function fetchJars(say: Say): Promise<void> {
  const folder = jarFolder()
  if (existsSync(folder)) return
  mkdirSync(buildFolder, { recursive: true })
  // Two clones may fetch at once, each into a folder of its own.
  const unfinished = `${folder}.${process.pid}.new`
  rmSync(unfinished, { recursive: true, force: true })
  await longStep(say, `kafka: fetching Apache Kafka ${kafkaVersion} with Maven (once, about 43 MB)`, () =>
    runCommand({
      command: 'mvn',
      args: [
        '-B',
        '-ntp',
        '-f',
        pom,
        'dependency:copy-dependencies',
        '-DincludeScope=runtime',
        `-DoutputDirectory=${unfinished}`,
      ],
      cwd: buildFolder,
      logFile: join(buildFolder, 'maven.log'),
      timeoutMs: fetchTimeoutMs,
    }),
  )
  moveIntoPlace(unfinished, folder)
}

/**
 * The arguments that run one of Kafka's main classes with a small heap.
 * @param jvm further options of the JVM
 */
export function javaArguments(
  heapMb: number,
  mainClass: string,
  args: readonly string[],
  jvm: readonly string[] = [],
): string[] {
  return [
    `-Xms${heapMb}m`,
    `-Xmx${heapMb}m`,
    // Small and quick to start; a broker for tests needs no low pauses.
    '-XX:+UseSerialGC',
    ...jvm,
    `-Dlog4j2.configurationFile=${join(here, 'log4j2.properties')}`,
    '-cp',
    join(jarFolder(), '*'),
    mainClass,
    ...args,
  ]
}

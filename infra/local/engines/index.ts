import { type BrokerCount, type EngineReport, enginesDown, enginesStatus, enginesUp } from '../../engines/index.ts'
import type { Output } from '../../terminal/index.ts'

/** The names and versions of a system's engines. */
export interface EngineNames {
  readonly log: string
  readonly archive: string
  readonly tally: string
}

/** The names of the embedded engines, all of which are the SQLite of this Node. */
export function embeddedEngines(): EngineNames {
  const name = `SQLite ${process.versions.sqlite}`
  return { log: name, archive: name, tally: name }
}

/** The names of real engines by role. */
export function namesOf(reports: readonly EngineReport[]): EngineNames {
  const nameOf = (engine: EngineReport['name']) => reports.find(({ name }) => name === engine)?.engine ?? 'unknown'
  return { log: nameOf('kafka'), archive: nameOf('mongo'), tally: nameOf('redis') }
}

/** Real engines, up and answering. */
export interface RealEngines {
  readonly names: EngineNames
  /** the environment variables with which programs reach them */
  readonly environment: Readonly<Record<string, string>>
  /** Stops the engines that this use started; the others keep running. */
  letGo(): Promise<void>
}

/**
 * Brings up Kafka, Redis and a MongoDB-protocol server, except those that the environment places elsewhere.
 * @param folder the folder of a separate set; by default the shared set of `npm run engines`
 * @param brokers the number of Kafka's brokers; by default the folder's own, 1 in a new one
 * @throws EnginesError with every problem at once
 */
export async function realEngines(output: Output, folder?: string, brokers?: BrokerCount): Promise<RealEngines> {
  const where = folder === undefined ? {} : { folder }
  const before = await enginesStatus(where)
  const started = before.filter(({ state }) => state === 'stopped').map(({ name }) => name)
  const { engines, environment } = await enginesUp({
    ...where,
    ...(brokers === undefined ? {} : { brokers }),
    say: (line) => output.say(output.colors.dim(line)),
  })
  return {
    names: namesOf(engines),
    environment,
    async letGo() {
      if (started.length > 0) await enginesDown({ ...where, only: started })
    },
  }
}

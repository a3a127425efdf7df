import {
  type BrokerCount,
  type EngineName,
  type EngineReport,
  enginesDown,
  enginesStatus,
  enginesUp,
} from '../../engines/index.ts'
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

/** The names of engines by role; a role without a real engine has the embedded one. */
export function namesOf(reports: readonly EngineReport[]): EngineNames {
  const embedded = embeddedEngines()
  const nameOf = (engine: EngineReport['name']) => reports.find(({ name }) => name === engine)?.engine
  return {
    log: nameOf('kafka') ?? embedded.log,
    archive: nameOf('mongo') ?? embedded.archive,
    tally: nameOf('redis') ?? embedded.tally,
  }
}

/** Real engines, up and answering. */
export interface RealEngines {
  readonly names: EngineNames
  /** the environment variables with which programs reach them */
  readonly environment: Readonly<Record<string, string>>
  /** Stops the engines that this use started; the others keep running. */
  letGo(): Promise<void>
}

export interface RealEnginesOptions {
  /** the folder of a separate set; by default the shared set of `npm run engines` */
  readonly folder?: string
  /** the number of Kafka's brokers; by default the folder's own, 1 in a new one */
  readonly brokers?: BrokerCount | undefined
  /** by default Kafka, Redis and a server that speaks MongoDB's protocol */
  readonly only?: readonly EngineName[]
  /** where variables are found that place engines elsewhere; the process's own by default */
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * Brings up real engines, except those that the environment places elsewhere.
 * @throws EnginesError with every problem at once; what it started is stopped again
 */
export async function realEngines(output: Output, options: RealEnginesOptions = {}): Promise<RealEngines> {
  const { brokers, ...where } = options
  const before = await enginesStatus(where)
  const started = before.filter(({ state }) => state === 'stopped').map(({ name }) => name)
  const { folder } = options
  const letGo = async () => {
    if (started.length > 0) await enginesDown({ ...(folder === undefined ? {} : { folder }), only: started })
  }
  try {
    const { engines, environment } = await enginesUp({
      ...where,
      ...(brokers === undefined ? {} : { brokers }),
      say: (line) => output.say(output.colors.dim(line)),
    })
    return { names: namesOf(engines), environment, letGo }
  } catch (error) {
    await letGo()
    throw error
  }
}

import { enginesDown, enginesStatus, enginesUp } from '../../engines/index.ts'
import type { Output } from '../../terminal/index.ts'
import { type EngineNames, namesOf } from './names.ts'

/** Real engines, up and answering. */
export interface RealEngines {
  readonly names: EngineNames
  /** the environment variables by which programs reach them */
  readonly environment: Readonly<Record<string, string>>
  /** Stops those that were started for this use; the others go on. */
  letGo(): Promise<void>
}

/**
 * Brings Kafka, Redis and a MongoDB-protocol server up, but for those that the environment says are elsewhere.
 * @param folder a folder for a set of its own; absent: the set of `npm run engines`, which is shared
 * @throws EnginesError with every problem at once
 */
export async function realEngines(output: Output, folder?: string): Promise<RealEngines> {
  const where = folder === undefined ? {} : { folder }
  const before = await enginesStatus(where)
  const started = before.filter(({ state }) => state === 'stopped').map(({ name }) => name)
  const { engines, environment } = await enginesUp({ ...where, say: (line) => output.say(output.colors.dim(line)) })
  return {
    names: namesOf(engines),
    environment,
    async letGo() {
      if (started.length > 0) await enginesDown({ ...where, only: started })
    },
  }
}

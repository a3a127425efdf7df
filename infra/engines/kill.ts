import type { StoppedProcess } from './down.ts'
import { engineFolder, readStates } from './folder.ts'
import { withLock } from './lock.ts'
import type { EngineName } from './names.ts'
import { killProcess } from './processes/stop.ts'

export interface KillOptions {
  /** Redis only: its REST server too. */
  readonly andRest?: boolean
}

const lockPatienceMs = 120_000

/**
 * Ends an engine's process with SIGKILL, as a crash would; `enginesUp` brings it back with the same data and ports. Of
 * Redis, redis-server alone unless `andRest`.
 * @param folder a folder of `enginesUp`; what the environment places elsewhere is not touched
 * @returns each process that was killed, or was not running
 */
export async function killEngine(
  folder: string | undefined,
  name: EngineName,
  options: KillOptions = {},
): Promise<StoppedProcess[]> {
  const own = engineFolder(folder)
  return await withLock(
    own,
    lockPatienceMs,
    () => {},
    async () => {
      const noted = readStates(own)[name]?.processes ?? []
      const victims = noted.filter(({ role }) => role !== 'redis-rest' || options.andRest)
      return await Promise.all(
        victims.map(async (victim): Promise<StoppedProcess> => {
          const result = (await killProcess(victim)) ? 'killed' : 'was not running'
          return { name, role: victim.role, pid: victim.pid, result }
        }),
      )
    },
  )
}

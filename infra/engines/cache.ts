import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** What is built or fetched once, by version, and serves every folder and every clone. */
export const buildFolder = cacheFolder(process.env, process.platform)

/** `APLAUSO_CACHE`, or the folder `aplauso` where the system keeps a user's caches. */
export function cacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  return resolve(environment.APLAUSO_CACHE || join(userCache(environment, platform), 'aplauso'))
}

function userCache({ XDG_CACHE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return LOCALAPPDATA || join(homedir(), 'AppData', 'Local')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  return XDG_CACHE_HOME || join(homedir(), '.cache')
}

/** Where what a file pins belongs in the cache: a changed file has a place of its own. */
export function placeOf(name: string, pinning: string): string {
  const digest = createHash('sha256').update(readFileSync(pinning)).digest('hex').slice(0, 12)
  return join(buildFolder, `${name}-${digest}`)
}

/**
 * Moves a finished folder to its place in the cache. If another process that made the same was first, its folder stays,
 * which programs may use already, and this one is removed.
 */
export function moveIntoPlace(finished: string, place: string): void {
  try {
    renameSync(finished, place)
  } catch (error) {
    if (!existsSync(place)) throw error
    rmSync(finished, { recursive: true, force: true })
  }
}

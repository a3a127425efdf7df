import { UsageError } from '../terminal/command-line.ts'

/** The three kinds of engine, by the part they play. `mongo` is any server that speaks MongoDB's protocol. */
export const engineNames = ['kafka', 'redis', 'mongo'] as const

/** All that can be started: those of a system, and SecantusDB, a second document server for tests alone. */
export const allEngineNames = [...engineNames, 'secantusdb'] as const
export type EngineName = (typeof allEngineNames)[number]

/**
 * Reads `kafka,redis,mongo` or a part of it.
 * @throws UsageError naming what is not an engine
 */
export function parseEngineNames(text: string): (typeof engineNames)[number][] {
  const given = text.split(',').map((part) => part.trim())
  const wrong = given.filter((name) => !engineNames.some((known) => known === name))
  if (wrong.length > 0) throw new UsageError(`--only: "${wrong.join(', ')}" is not among ${engineNames.join(', ')}`)
  return engineNames.filter((name) => given.includes(name))
}

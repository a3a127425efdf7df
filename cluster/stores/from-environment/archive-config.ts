import type { Environment } from '@aplauso/process'
import { z } from 'zod'
import type { ArchiveEngine } from './archive-engine.ts'
import { archives } from './archives.ts'

type Intersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  whole: infer Whole,
) => void
  ? Whole
  : never

const variables: Intersection<(typeof archives)[keyof typeof archives]['variables']> = Object.assign(
  {},
  ...Object.values(archives).map((engine) => engine.variables),
)

const servers = Object.keys(archives).filter((variable) => variable !== 'APLAUSO_DATA')
const nothingChosen = `set ${servers.join(' or ')}, or APLAUSO_DATA for the embedded archive`

/** The archive: the one that a variable of `archives` chooses. */
export const archiveConfig = z.object(variables).refine((env) => chosenArchive(env) !== undefined, nothingChosen)

export type ArchiveConfig = z.output<typeof archiveConfig>

/** The engine that the configuration chooses, and the value of the variable that chooses it; undefined if none does. */
export function chosenArchive(config: Environment): { engine: ArchiveEngine; address: string } | undefined {
  for (const [variable, engine] of Object.entries(archives)) {
    const address = config[variable]
    if (address !== undefined) return { engine, address }
  }
  return undefined
}

import type { EngineReport } from '../../engines/index.ts'

/** The names and versions of the engines. */
export interface EngineNames {
  readonly log: string
  readonly archive: string
  readonly tally: string
}

/** The embedded engines: one SQLite, of the version that Node carries. */
export function embeddedEngines(): EngineNames {
  const name = `SQLite ${process.versions.sqlite}`
  return { log: name, archive: name, tally: name }
}

/** Real engines by what each is for. */
export function namesOf(reports: readonly EngineReport[]): EngineNames {
  const nameOf = (engine: EngineReport['name']) => reports.find(({ name }) => name === engine)?.engine ?? 'unknown'
  return { log: nameOf('kafka'), archive: nameOf('mongo'), tally: nameOf('redis') }
}

import type { EngineNames } from './report.ts'

/** The embedded engines: one SQLite, of the version that Node carries. */
export function embeddedEngines(): EngineNames {
  const name = `SQLite ${process.versions.sqlite}`
  return { log: name, archive: name, tally: name }
}

import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { probeMongo } from '@aplauso/stores/mongo/probe'
import { type EngineState, folderOf } from '../folder.ts'
import { buildGoProgram, type GoProgram, goProgramIsMissing } from '../go-program.ts'
import type { Ports } from '../ports.ts'
import { startDetached } from '../processes/start.ts'
import { type Say, waitUntilAnswering } from '../steps.ts'
import { findTool } from '../tools.ts'

/** FerretDB, which replaces `mongod` where that is not installed. */
const ferret: GoProgram = {
  name: 'ferretdb',
  source: join(dirname(import.meta.dirname), 'ferretdb'),
  tags: ['ferretdb_no_postgresql'],
  announcement: 'mongo: building FerretDB with Go (once, a minute or two)',
}
const readyTimeoutMs = 60_000
const probeTimeoutMs = 3000

/** Whether Go is needed: there is no mongod, and FerretDB has not been built. */
export function goIsNeeded(): boolean {
  return findTool('mongod') === undefined && goProgramIsMissing(ferret)
}

/**
 * Starts `mongod` where it is on PATH, else FerretDB. Each has a data folder of its own.
 * @param started called as soon as there is a process, before it answers
 */
export async function startMongo(
  folder: string,
  ports: Ports,
  say: Say,
  started: (state: EngineState) => void,
): Promise<EngineState> {
  const mongod = findTool('mongod')
  const program = mongod ?? (await buildGoProgram(ferret, say))
  const own = folderOf(folder, 'mongo')
  const role = mongod ? 'mongod' : 'ferretdb'
  const data = join(own, mongod ? 'data-mongod' : 'data-ferretdb')
  mkdirSync(data, { recursive: true })
  const address = `127.0.0.1:${ports.mongo}`
  const server = await startDetached({
    role,
    command: program,
    args: mongod
      ? ['--dbpath', data, '--port', String(ports.mongo), '--bind_ip', '127.0.0.1', '--wiredTigerCacheSizeGB', '0.25']
      : ['-listen', address, '-data', data],
    logFile: join(own, `${role}.log`),
    cwd: own,
  })
  const state: EngineState = {
    engine: mongod ? 'MongoDB' : 'FerretDB',
    version: 'of unknown version',
    address,
    processes: [server],
    environment: { MONGODB_URI: `mongodb://${address}/?directConnection=true` },
  }
  started(state)
  const facts = await waitUntilAnswering('the document server', state.processes, readyTimeoutMs, () =>
    checkMongo(state.environment),
  )
  return { ...state, ...facts }
}

/** Asks the server that `MONGODB_URI` names; used for one elsewhere too. */
export async function checkMongo(environment: Readonly<Record<string, string | undefined>>) {
  return await probeMongo(environment.MONGODB_URI ?? '', probeTimeoutMs)
}

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { probeMongo } from '@aplauso/stores/mongo/probe'
import { type EngineState, folderOf } from '../folder.ts'
import type { Ports } from '../ports.ts'
import { startDetached } from '../processes/start.ts'
import { type Say, waitUntilAnswering } from '../steps.ts'
import { installSecantus, secantusVersion } from './build.ts'

const readyTimeoutMs = 60_000
const probeTimeoutMs = 3000

/** The variable that names it: programs use the document server that `MONGODB_URI` names, only tests use this one. */
export const secantusVariable = 'APLAUSO_TEST_SECANTUSDB_URI'

/**
 * Starts SecantusDB, a second document server for tests: it reads by index, which FerretDB does not.
 * @param started called as soon as there is a process, before it answers
 */
export async function startSecantus(
  folder: string,
  ports: Ports,
  say: Say,
  started: (state: EngineState) => void,
): Promise<EngineState> {
  const python = await installSecantus(say)
  const own = folderOf(folder, 'secantusdb')
  const data = join(own, 'data')
  mkdirSync(data, { recursive: true })
  const server = await startDetached({
    role: 'secantusdb',
    command: python,
    args: ['-m', 'secantus', '--host', '127.0.0.1', '--port', String(ports.secantusdb), '--storage-path', data],
    logFile: join(own, 'secantusdb.log'),
    cwd: own,
  })
  const address = `127.0.0.1:${ports.secantusdb}`
  const state: EngineState = {
    engine: 'SecantusDB',
    version: secantusVersion(),
    address,
    processes: [server],
    environment: { [secantusVariable]: `mongodb://${address}/?directConnection=true` },
  }
  started(state)
  await waitUntilAnswering('SecantusDB', state.processes, readyTimeoutMs, () => checkSecantus(state.environment))
  return state
}

/** Asks the server that the variable names; used for one elsewhere too. */
export async function checkSecantus(environment: Readonly<Record<string, string | undefined>>) {
  const { version } = await probeMongo(environment[secantusVariable] ?? '', probeTimeoutMs)
  return { engine: 'SecantusDB', version }
}

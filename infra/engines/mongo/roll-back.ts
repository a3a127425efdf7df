import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runningState } from '../environment.ts'
import { engineFolder, folderOf } from '../folder.ts'
import { killEngine } from '../kill.ts'
import { enginesUp } from '../up.ts'

const dataFolders = ['data-ferretdb', 'data-mongod'] as const

/**
 * Copies the data of this folder's running document server as they are at one moment: it is held (SIGSTOP) meanwhile.
 * @returns the folder of the copy, for `restoreMongo`; it goes with the engines' folder
 * @throws Error where the server does not run
 */
export async function copyMongo(folder?: string): Promise<string> {
  const engines = engineFolder(folder)
  const running = runningState(engines, 'mongo')
  if (!running) throw new Error(`mongo: does not run in ${engines}`)
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const { pid } of running.processes) process.kill(pid, name)
  }
  const copy = mkdtempSync(join(folderOf(engines, 'mongo'), 'copy-'))
  signal('SIGSTOP')
  try {
    cpSync(dataOf(engines), copy, { recursive: true })
  } finally {
    signal('SIGCONT')
  }
  return copy
}

/**
 * Kills the document server with -9, puts a copy in the place of its data and starts it again: what was written since is
 * gone, as after a restore from a backup.
 * @throws EnginesError when it does not come up again
 */
export async function restoreMongo(folder: string | undefined, copy: string): Promise<void> {
  await withOtherData(folder, (data) => {
    rmSync(data, { recursive: true, force: true })
    cpSync(copy, data, { recursive: true })
  })
}

/**
 * Puts an empty database in the place of this folder's, as where a program is pointed at another server.
 * @returns what puts the former one back
 * @throws EnginesError when the server does not come up again; so may what it returns
 */
export async function replaceMongo(folder?: string): Promise<() => Promise<void>> {
  const aside = mkdtempSync(join(folderOf(engineFolder(folder), 'mongo'), 'aside-'))
  await withOtherData(folder, (data) => {
    rmSync(aside, { recursive: true })
    renameSync(data, aside)
  })
  return () =>
    withOtherData(folder, (data) => {
      rmSync(data, { recursive: true, force: true })
      renameSync(aside, data)
    })
}

async function withOtherData(folder: string | undefined, exchange: (data: string) => void): Promise<void> {
  const engines = engineFolder(folder)
  await killEngine(engines, 'mongo')
  exchange(dataOf(engines))
  await enginesUp({ folder: engines, only: ['mongo'], environment: {} })
}

/** Which of the two servers this folder has. */
function dataOf(engines: string): string {
  const own = folderOf(engines, 'mongo')
  const found = dataFolders.map((name) => join(own, name)).find((data) => existsSync(data))
  if (!found) throw new Error(`mongo: was never started in ${engines}`)
  return found
}

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readJson } from './folder.ts'
import { processIdentity, stillRuns } from './processes/identity.ts'

const pollMs = 250

/**
 * Runs `work` while no other `engines` command works in this folder. A lock whose owner has died is taken over.
 * @param say called once when it has to wait
 * @throws Error when the other has not finished within `patienceMs`
 */
export async function withLock<Result>(
  folder: string,
  patienceMs: number,
  say: (line: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'lock')
  const deadline = Date.now() + patienceMs
  for (let waited = false; !take(file); waited = true) {
    const owner = readOwner(file)
    if (owner && !stillRuns(owner)) {
      rmSync(file, { force: true })
      continue
    }
    if (Date.now() > deadline)
      throw new Error(`another engines command (process ${owner?.pid}) still works in ${folder}`)
    if (!waited) say(`another engines command (process ${owner?.pid}) works in ${folder}; waiting for it`)
    await sleep(pollMs)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function readOwner(file: string): { pid: number; identity: string } | undefined {
  try {
    return readJson(file)
  } catch {
    // Its owner is just writing it.
    return undefined
  }
}

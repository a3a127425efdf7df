import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const betweenTriesMs = 200

/**
 * Does the work while no other process holds the lock file. Takes over the lock of a process that has died.
 * @throws Error if the other process holds the lock for longer than `patienceMs`
 */
export async function alone<Result>(file: string, patienceMs: number, work: () => Promise<Result>): Promise<Result> {
  mkdirSync(dirname(file), { recursive: true })
  const deadlineMs = performance.now() + patienceMs
  while (!take(file)) {
    if (performance.now() > deadlineMs)
      throw new Error(`Another build holds ${file}; remove the file if no build is running.`)
    if (holderIsGone(file)) rmSync(file, { force: true })
    else await pause(betweenTriesMs)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function holderIsGone(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    // 0: its holder is just writing the file.
    return pid > 0 && !process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

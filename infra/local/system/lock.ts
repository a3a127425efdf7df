import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isFree } from '../../engines/ports.ts'

/** A running system uses the data folder. */
export class FolderInUse extends Error {
  constructor(folder: string, pid: number, port: number) {
    super(
      `Aplauso already runs on ${folder} (process ${pid}, http://127.0.0.1:${port}). Stop it with Ctrl-C in its terminal.`,
    )
    this.name = 'FolderInUse'
  }
}

/**
 * Takes the folder for this process, since two systems in one folder would be two consumers of one log. Ignores what a
 * killed system left behind.
 * @returns releases the folder
 * @throws FolderInUse
 */
export async function takeFolder(folder: string, port: number): Promise<() => void> {
  const file = join(folder, 'running.json')
  const holder = holderIn(file)
  if (holder && isRunning(holder.pid) && !(await isFree(holder.port)))
    throw new FolderInUse(folder, holder.pid, holder.port)
  writeFileSync(file, `${JSON.stringify({ pid: process.pid, port })}\n`)
  return () => rmSync(file, { force: true })
}

function holderIn(file: string): { pid: number; port: number } | undefined {
  try {
    const { pid, port } = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>
    return typeof pid === 'number' && typeof port === 'number' ? { pid, port } : undefined
  } catch {
    return undefined
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Files } from './compile.ts'

/** What a folder was made from, and what it holds. */
export interface Stamp {
  readonly inputs: string
  readonly files: readonly string[]
  /** What the build had to say. */
  readonly note?: string
}

const stampName = '.stamp.json'

/** A digest of everything that a build's result depends on. */
export function digestOf(...inputs: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex')
}

/** The folder's stamp if it was made from the same inputs and is whole. */
export async function freshStamp(folder: string, inputs: string): Promise<Stamp | undefined> {
  try {
    const stamp = JSON.parse(await readFile(join(folder, stampName), 'utf8')) as Stamp
    return stamp.inputs === inputs && stamp.files.every((name) => existsSync(join(folder, name))) ? stamp : undefined
  } catch {
    return undefined
  }
}

/**
 * Writes files one by one as wholes, the stamp last: builds of the same inputs may run at the same time.
 */
export async function writeStamped(folder: string, files: Files, made: Omit<Stamp, 'files'>): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeWhole(join(folder, name), content)
  const stamp: Stamp = { ...made, files: Object.keys(files) }
  await writeWhole(join(folder, stampName), JSON.stringify(stamp))
}

async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`
  await writeFile(unfinished, content)
  await rename(unfinished, path)
}

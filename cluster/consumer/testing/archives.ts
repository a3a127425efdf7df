import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { VoteArchive } from '@aplauso/stores'
import { openArchive } from '@aplauso/stores/from-environment'
import { onTestFinished } from 'vitest'
import { onFile } from './system.ts'

/** An archive behind one address: what lies there may be exchanged under those who use it. */
export interface Address {
  readonly archive: VoteArchive
  place(archive: VoteArchive): void
}

export function addressOf(first: VoteArchive): Address {
  let present = first
  const archive = new Proxy(first, {
    get: (_, name) => {
      const value = Reflect.get(present, name)
      return typeof value === 'function' ? value.bind(present) : value
    },
  })
  return {
    archive,
    place: (other) => {
      present = other
    },
  }
}

/** A backup of a folder's archive, as it is now: one snapshot of the whole database. @returns its folder */
export function backUp(folder: string): string {
  const backup = freshFolder()
  onFile(folder, 'archive', `VACUUM INTO '${join(backup, 'archive.db')}'`)
  return backup
}

/** A backup opened in the place of the archive it was taken of. */
export async function restored(backup: string): Promise<VoteArchive> {
  const copy = backUp(backup)
  const archive = await openArchive({ APLAUSO_DATA: copy })
  onTestFinished(() => archive.close())
  return archive
}

/** An archive that nothing was ever put into. */
export async function emptyArchive(): Promise<VoteArchive> {
  const archive = await openArchive({ APLAUSO_DATA: freshFolder() })
  onTestFinished(() => archive.close())
  return archive
}

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-archive-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

import { join } from 'node:path'
import type { Tally, VoteArchive } from '@aplauso/stores'
import { openArchive, openTally } from '@aplauso/stores/from-environment'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../../process/testing/temporary-folder.ts'
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
  const backup = temporaryFolder()
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
  const archive = await openArchive({ APLAUSO_DATA: temporaryFolder() })
  onTestFinished(() => archive.close())
  return archive
}

/** An archive and a tally on the embedded engines, both empty. */
export async function emptyStores(): Promise<{
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly incarnation: string
}> {
  const config = { APLAUSO_DATA: temporaryFolder() }
  const [archive, tally] = await Promise.all([openArchive(config), openTally(config)])
  onTestFinished(async () => {
    await Promise.all([archive.close(), tally.close()])
  })
  return { archive, tally, incarnation: await archive.incarnation() }
}

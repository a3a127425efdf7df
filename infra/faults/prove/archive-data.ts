import { copyMongo, replaceMongo, restoreMongo } from '../../engines/index.ts'
import type { ArchiveData } from './targets.ts'

/** The data of a folder's document server. */
export function archiveDataOf(folder: string): ArchiveData {
  let copy: string | undefined
  return {
    async copy() {
      copy = await copyMongo(folder)
    },
    async restore() {
      if (!copy) throw new Error('there is no copy of the archive to restore')
      await restoreMongo(folder, copy)
    },
    replace: () => replaceMongo(folder),
  }
}

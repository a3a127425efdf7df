import { randomUUID } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleWorker, places } from '@aplauso/edge/build'
import { configNames } from '@aplauso/edge/config'
import { compatibilityDate } from './compatibility-date.ts'
import { workerdConfig } from './workerd-config.ts'

/** Builds the Worker where that is due, and writes workerd's configuration beside it; the configuration's path. */
export async function prepareWorker(): Promise<string> {
  const { files } = await bundleWorker(places.bundle)
  const path = join(places.bundle, 'workerd.capnp')
  const unfinished = `${path}.${randomUUID()}.tmp`
  await writeFile(unfinished, workerdConfig({ files, compatibilityDate: compatibilityDate(), bindings: configNames }))
  await rename(unfinished, path)
  return path
}

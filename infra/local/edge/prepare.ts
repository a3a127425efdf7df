import { randomUUID } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorker } from '@aplauso/edge/build'
import { configNames } from '@aplauso/edge/config'
import { compatibilityDate } from './compatibility-date.ts'
import { workerdConfig } from './workerd-config.ts'

const folder = fileURLToPath(new URL('../../../edge/dist/worker', import.meta.url))

/** Builds the Worker where that is due, and writes workerd's configuration beside it; the configuration's path. */
export async function prepareWorker(): Promise<string> {
  const { files } = await bundleWorker(folder)
  const path = join(folder, 'workerd.capnp')
  const unfinished = `${path}.${randomUUID()}.tmp`
  await writeFile(unfinished, workerdConfig({ files, compatibilityDate: compatibilityDate(), bindings: configNames }))
  await rename(unfinished, path)
  return path
}

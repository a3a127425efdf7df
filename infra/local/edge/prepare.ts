import { createHash, randomUUID } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleWorker, places } from '@aplauso/edge/build'
import { configNames } from '@aplauso/edge/config'
import { compatibilityDate } from './compatibility-date.ts'
import { workerdConfig } from './workerd-config.ts'

/** What is to be served, and what it trusts. */
export interface WorkerPlan {
  /** Authorities that the Worker's connections trust beside the public ones, in PEM. */
  readonly trustedCertificates?: string | undefined
  /** A Worker that was bundled already; absent: the edge's own, built where that is due. */
  readonly bundle?: { readonly folder: string; readonly files: readonly string[] } | undefined
}

/** Builds the Worker where that is due, and writes workerd's configuration beside it; the configuration's path. */
export async function prepareWorker({ trustedCertificates, bundle }: WorkerPlan = {}): Promise<string> {
  const { folder, files } = bundle ?? { folder: places.bundle, files: (await bundleWorker(places.bundle)).files }
  const text = workerdConfig({
    files,
    compatibilityDate: compatibilityDate(),
    bindings: configNames,
    trustedCertificates,
  })
  // One beside the other: installations on this machine share the bundle, but not what they trust.
  const path = join(folder, `workerd-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.capnp`)
  const unfinished = `${path}.${randomUUID()}.tmp`
  await writeFile(unfinished, text)
  await rename(unfinished, path)
  return path
}

import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleWorker, places } from '@aplauso/edge/build'
import { configNames } from '@aplauso/edge/config'
import { workerdConfig } from './workerd-config.ts'

/** The Worker to serve, and what it trusts. */
export interface WorkerPlan {
  /** authorities that the Worker's connections trust beside the public ones, in PEM */
  readonly trustedCertificates?: string | undefined
  /** a bundled Worker; by default the edge's own, built if necessary */
  readonly bundle?: { readonly folder: string; readonly files: readonly string[] } | undefined
}

/** Builds the Worker if necessary, and writes workerd's configuration beside it. @returns the configuration's path */
export async function prepareWorker({ trustedCertificates, bundle }: WorkerPlan = {}): Promise<string> {
  const { folder, files } = bundle ?? { folder: places.bundle, files: (await bundleWorker(places.bundle)).files }
  const text = workerdConfig({
    files,
    compatibilityDate: compatibilityDate(),
    bindings: configNames,
    trustedCertificates,
  })
  // The name holds a digest: systems on this machine share the bundle, but not what they trust.
  const path = join(folder, `workerd-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.capnp`)
  const unfinished = `${path}.${randomUUID()}.tmp`
  await writeFile(unfinished, text)
  await rename(unfinished, path)
  return path
}

/** The compatibility date of the deployment. @throws Error if wrangler.jsonc names none */
function compatibilityDate(): string {
  const date = /"compatibility_date":\s*"(\d{4}-\d\d-\d\d)"/.exec(readFileSync(places.wranglerConfig, 'utf8'))?.[1]
  if (date === undefined) throw new Error(`${places.wranglerConfig} has no compatibility_date`)
  return date
}

import { readFileSync } from 'node:fs'
import { bundleApp } from './bundle-app.ts'
import { compileComponent } from './compile.ts'
import { places } from './places.ts'
import { digestOf, freshStamp, writeStamped } from './stamp.ts'
import { toolVersions } from './versions.ts'

export interface BuildOptions {
  /** The component's first file; another one is for tests. */
  readonly entry?: string
  readonly folder?: string
}

const ownSources = ['compile.ts', 'lift-inline-modules.ts', 'world.wit'].map((name) =>
  readFileSync(new URL(name, import.meta.url), 'utf8'),
)

/**
 * Builds the component into `edge/gen`, which takes some seconds; where its inputs have not changed since, it does nothing.
 * @returns the digest of its inputs, and whether it was built anew
 */
export async function buildEdge({ entry = places.entry, folder = places.gen }: BuildOptions = {}): Promise<{
  inputs: string
  built: boolean
}> {
  const script = await bundleApp(entry)
  const inputs = digestOf(script, ...ownSources, toolVersions())
  if (await freshStamp(folder, inputs)) return { inputs, built: false }
  await writeStamped(folder, await compileComponent(script), { inputs })
  return { inputs, built: true }
}

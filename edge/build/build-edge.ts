import { readFileSync } from 'node:fs'
import { build } from 'esbuild'
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
 * @example
 * const { built } = await buildEdge()
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

/** The app as one script for the component's engine. @param entry absolute path of its first file */
async function bundleApp(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: 'es2023',
    minifySyntax: true,
    minifyWhitespace: true,
    // Not identifiers: names stay readable in the stack traces of bugs, and keeping them otherwise costs a call for each
    // function that is made.
    charset: 'utf8',
    logLevel: 'warning',
  })
  const [script] = outputFiles
  if (!script) throw new Error('esbuild made no script of the app')
  return script.text
}

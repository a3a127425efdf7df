import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'
import { type Lockfile, lockfileOf } from './lockfile.ts'

export const functionNames = ['logs', 'results'] as const

export type FunctionName = (typeof functionNames)[number]

/** What is not bundled: the framework that Cloud Run functions are written against. */
export const framework = '@google-cloud/functions-framework'

/** The bundle's name in the folder. */
export const bundleFile = 'index.mjs'

/** The Node of the deployed functions: the one that is tested. */
const nodeVersion = '24.x'

const functions = fileURLToPath(new URL('..', import.meta.url))
/** Leaves room beside the heap in the 512 MiB of an instance; a small nursery keeps the memory of exports level. */
const heap = '--max-old-space-size=320 --max-semi-space-size=8'
const start = `node --disable-warning=ExperimentalWarning ${heap} ${bundleFile}`

const readJson = <Document>(path: string) => JSON.parse(readFileSync(path, 'utf8')) as Document

/**
 * Makes a function's folder anew: one bundle, and a package.json and its lock that pin all it needs. Nothing of this
 * repository is needed to run it.
 * @returns the bundle's size in bytes
 * @example
 * const { sizeBytes } = await makeFolder('results', 'functions/dist/results')
 */
export async function makeFolder(name: FunctionName, folder: string): Promise<{ sizeBytes: number }> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const file = join(folder, bundleFile)
  await bundle(join(functions, name, 'main.ts'), file, [framework])

  const { version, dependencies } = readJson<{ version: string; dependencies: Readonly<Record<string, string>> }>(
    join(functions, 'package.json'),
  )
  const description = {
    name: `aplauso-${name}`,
    version,
    private: true,
    type: 'module',
    engines: { node: nodeVersion },
    scripts: { start },
    dependencies: { [framework]: dependencies[framework] ?? '' },
  }
  const lock = lockfileOf(description, readJson<Lockfile>(join(functions, '..', 'package-lock.json')))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(description, null, 2)}\n`)
  writeFileSync(join(folder, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`)
  // Without npm between them, Cloud Run's SIGTERM reaches the process itself.
  writeFileSync(join(folder, 'Procfile'), `web: ${start}\n`)
  return { sizeBytes: statSync(file).size }
}

import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { buildEdge } from './build-edge.ts'
import type { Files } from './compile.ts'
import { places } from './places.ts'
import { digestOf, freshStamp, writeStamped } from './stamp.ts'
import { toolVersions } from './versions.ts'
import { runWrangler } from './wrangler.ts'

export interface WorkerBundle {
  /** Wrangler's own line of the upload's size: `Total Upload: … KiB / gzip: … KiB` */
  readonly sizeLine: string
  readonly gzipKiB: number
  /** The bundle's files: `index.js`, which comes first, and the modules that it imports. */
  readonly files: readonly string[]
}

const sizePattern = /Total Upload: .* \/ gzip: ([\d.]+) KiB/

/**
 * Bundles the Worker, component and all, into a folder: exactly what a deployment would upload. Does nothing where the
 * folder holds the same already.
 * @throws Error with wrangler's output where it fails
 * @example
 * const { gzipKiB } = await bundleWorker(places.bundle)
 */
export async function bundleWorker(folder: string): Promise<WorkerBundle> {
  const component = await buildEdge()
  const config = await readFile(places.wranglerConfig, 'utf8')
  const inputs = digestOf(component.inputs, await workerScript(), config, toolVersions())
  const fresh = await freshStamp(folder, inputs)
  if (fresh?.note !== undefined) return bundleOf(fresh.note, fresh.files)

  const unfinished = `${folder}.${process.pid}.tmp`
  try {
    const { exitCode, output } = await runWrangler(['deploy', '--dry-run', '--outdir', unfinished])
    if (exitCode !== 0) throw new Error(`wrangler failed with exit code ${exitCode}:\n${output}`)
    const sizeLine = sizePattern.exec(output)?.[0]
    if (sizeLine === undefined) throw new Error(`wrangler printed no size:\n${output}`)
    const files = await bundledFiles(unfinished)
    await writeStamped(folder, files, { inputs, note: sizeLine })
    return bundleOf(sizeLine, Object.keys(files))
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

function bundleOf(sizeLine: string, files: readonly string[]): WorkerBundle {
  return { sizeLine, gzipKiB: Number(sizePattern.exec(sizeLine)?.[1]), files }
}

/** The Worker's own code as one text, for its digest; the component has a digest of its own. */
async function workerScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [places.worker],
    bundle: true,
    write: false,
    format: 'esm',
    // Node's modules, which kafkajs imports, are the runtime's.
    platform: 'node',
    external: ['cloudflare:*', '*/gen/component.js'],
    logLevel: 'warning',
  })
  return outputFiles.map(({ text }) => text).join('\n')
}

async function bundledFiles(folder: string): Promise<Files> {
  const script = await readFile(join(folder, 'index.js'), 'utf8')
  const modules = [...script.matchAll(/["']\.\/([\w.-]+\.wasm)["']/g)].flatMap(([, name]) => name ?? [])
  const contents = await Promise.all(modules.map((name) => readFile(join(folder, name))))
  return { 'index.js': script, ...Object.fromEntries(modules.map((name, index) => [name, contents[index] ?? ''])) }
}

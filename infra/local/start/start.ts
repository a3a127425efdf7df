import { mkdirSync } from 'node:fs'
import { relative } from 'node:path'
import { type Output, step } from '../../terminal/index.ts'
import { buildMissing } from '../build/index.ts'
import { type RealEngines, realEngines } from '../engines/index.ts'
import {
  defaultBasePort,
  logFolderOf,
  portsFrom,
  requireFree,
  startSystem,
  takeFolder,
  withProcesses,
} from '../system/index.ts'
import { sayBox } from './box.ts'
import { emptyFolder } from './empty-folder.ts'
import type { StartOptions } from './options.ts'
import { castSamples } from './samples.ts'

/**
 * Starts the whole system and keeps it running until it is asked to stop.
 * @throws PortsTaken, FolderInUse, ProcessDied, EnginesError; Error in plain words
 */
export async function start(folder: string, options: StartOptions, output: Output): Promise<void> {
  const { edgeTransport } = options
  const ports = portsFrom(options.basePort)
  await requireFree(ports)
  mkdirSync(folder, { recursive: true })
  const giveBack = await takeFolder(folder, ports.dashboard)
  let real: RealEngines | undefined
  try {
    if (options.fresh) emptyFolder(folder)
    await withProcesses(folder, output, async ({ supervisor, signal }) => {
      await buildMissing(output, signal)
      if (options.engines) real = await realEngines(output)
      const system = await step('Starting the system', output, () =>
        startSystem(supervisor, { folder, ports, edgeTransport, ...(real ? { engines: real.environment } : {}) }),
      )
      if (options.votes) await castSamples(folder, system, output, signal)
      sayBox(system.urls, options.basePort === defaultBasePort, shortPath(logFolderOf(folder)), output)
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    })
  } finally {
    await real?.letGo()
    giveBack()
  }
  output.say('All stopped.')
}

/** The path from here where it lies below, else the whole of it. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}

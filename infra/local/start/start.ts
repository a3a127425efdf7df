import { mkdirSync } from 'node:fs'
import { relative } from 'node:path'
import { Interrupted, type Output } from '../../terminal/index.ts'
import { defaultBasePort, logFolderOf, portsFrom, requireFree, secretsFileOf, takeFolder } from '../system/index.ts'
import { withSystem } from '../with-system.ts'
import { sayBox } from './box.ts'
import { emptyFolder } from './empty-folder.ts'
import type { StartOptions } from './options.ts'
import { castSamples } from './samples.ts'

/**
 * Starts the whole system and keeps it running until the person asks to stop.
 * @throws PortsTaken, FolderInUse, ProcessDied, EnginesError; Error with a message for people
 */
export async function start(folder: string, options: StartOptions, output: Output): Promise<void> {
  const { edgeTransport, basePort, hosts } = options
  const ports = portsFrom(basePort)
  await requireFree(ports, hosts.listen)
  mkdirSync(folder, { recursive: true })
  const release = await takeFolder(folder, ports.dashboard)
  try {
    if (options.fresh) emptyFolder(folder)
    const engines = options.engines ? 'shared' : 'embedded'
    await withSystem({ folder, ports, hosts, engines, edgeTransport }, output, async (system) => {
      if (options.votes) await castSamples(folder, system, output, system.signal)
      const paths = { logs: shortPath(logFolderOf(folder)), secrets: shortPath(secretsFileOf(folder)) }
      sayBox({ urls: system.urls, paths, isDefault: basePort === defaultBasePort, hosts }, output)
      await new Promise((resolve) => system.signal.addEventListener('abort', resolve))
    })
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
  } finally {
    release()
  }
  output.say('All stopped.')
}

/** The path relative to the current folder if it is inside, else the whole path. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}

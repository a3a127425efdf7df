import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { engineFolder, readJson, writeJson } from '../folder.ts'
import { buildGoProgram, type GoProgram, goProgramIsMissing } from '../go-program.ts'
import { type StartedProcess, startDetached } from '../processes/start.ts'
import { stopProcess } from '../processes/stop.ts'
import { type Say, waitUntilAnswering } from '../steps.ts'
import { go, missingTools } from '../tools.ts'

/** A proxy for TCP connections that can be ordered to disturb them. */
export interface Toxiproxy {
  /** Of its HTTP API, such as `http://127.0.0.1:8474`. */
  readonly address: string
  /** Such as `v2.12.0`. */
  readonly version: string
  /** Ends it and all of its proxies. */
  stop(): Promise<void>
}

const program: GoProgram = {
  name: 'toxiproxy',
  source: import.meta.dirname,
  announcement: 'building Toxiproxy with Go (once, half a minute)',
}
const readyTimeoutMs = 15_000
const probeTimeoutMs = 2000
const stopPatienceMs = 5000

/**
 * Starts Toxiproxy without any proxy; builds it the first time. For drills only. One that still runs in the folder, for
 * instance because its drill was killed, is ended first.
 * @param folder of the engines; its log and process are noted there
 * @param port of its HTTP API on 127.0.0.1
 * @throws Error naming what is missing, or with the end of its log when it does not answer
 * @example
 * const toxiproxy = await startToxiproxy(folder, await freePort(), say)
 * const client = new ToxiproxyClient(toxiproxy.address)
 */
export async function startToxiproxy(folder: string | undefined, port: number, say: Say): Promise<Toxiproxy> {
  if (goProgramIsMissing(program)) {
    const missing = await missingTools([go])
    if (missing.length > 0) throw new Error(missing.join('\n'))
  }
  const command = await buildGoProgram(program, say)
  const own = join(engineFolder(folder), 'toxiproxy')
  mkdirSync(own, { recursive: true, mode: 0o700 })
  const note = join(own, 'process.json')
  const left = readJson<StartedProcess>(note)
  if (left) await stopProcess(left, stopPatienceMs)

  const server = await startDetached({
    role: 'toxiproxy',
    command,
    args: ['-port', String(port)],
    logFile: join(own, 'toxiproxy.log'),
    cwd: own,
  })
  writeJson(note, server)
  const stop = async () => {
    await stopProcess(server, stopPatienceMs)
  }
  const address = `http://127.0.0.1:${port}`
  try {
    const version = await waitUntilAnswering('Toxiproxy', [server], readyTimeoutMs, () => askVersion(address))
    say(`Toxiproxy ${version} listens on ${address}`)
    return { address, version, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function askVersion(address: string): Promise<string> {
  const response = await fetch(`${address}/version`, { signal: AbortSignal.timeout(probeTimeoutMs) })
  const body: unknown = await response.json()
  if (typeof body === 'object' && body !== null && 'version' in body) return String(body.version)
  throw new Error(`${address} is not Toxiproxy`)
}

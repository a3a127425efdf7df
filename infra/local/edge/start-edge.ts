import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { ConfigError } from '@aplauso/process'
import { workerdBinary } from './binary.ts'
import { listeningPort } from './control.ts'
import { guard } from './guard.ts'
import { prepareWorker } from './prepare.ts'
import { wakeOutbox } from './wake-outbox.ts'
import { workerdNames } from './workerd-config.ts'

export interface EdgeOptions {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  /** Where the Durable Objects keep their data; made where it is missing. */
  readonly folder: string
  /** The Worker's texts and secrets (see `edge/worker/config.ts`). */
  readonly bindings: Readonly<Record<string, string>>
  /** Authorities that the Worker's connections trust beside the public ones, in PEM. */
  readonly trustedCertificates?: string
  /** A Worker that was bundled already; absent: the edge's own, built where that is due. */
  readonly bundle?: { readonly folder: string; readonly files: readonly string[] }
  /** Told of each line that the Worker or workerd writes. */
  readonly onLine: (line: string) => void
  /** Aborting stops it, as `stop` does. */
  readonly signal?: AbortSignal
}

/** A running edge. */
export interface Edge {
  readonly port: number
  /** Resolves with how workerd ended, whoever ended it. */
  readonly ended: Promise<string>
  /** Lets requests in flight end, and ends workerd at once where that takes too long. */
  stop(): Promise<void>
  /** Ends workerd as a crash would. */
  kill(): Promise<void>
}

const readyTimeoutMs = 20_000
const stopTimeoutMs = 6_000

/**
 * Runs the edge as it is deployed, in plain workerd on this machine; resolves when it answers.
 * @throws ConfigError where the address cannot be had
 * @throws Error where workerd does not start
 */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { host, port, folder, bindings, onLine, signal } = options
  const config = await prepareWorker(options)
  // Made by workerd with the first object.
  const hasObjects = existsSync(join(folder, 'aplauso-outbox'))
  await mkdir(folder, { recursive: true })
  signal?.throwIfAborted()
  const lastLines: string[] = []
  const child = spawn(
    workerdBinary(),
    [
      'serve',
      `--socket-addr=${workerdNames.socket}=${host}:${port}`,
      `--directory-path=${workerdNames.storage}=${folder}`,
      '--control-fd=3',
      config,
      'config',
    ],
    { env: environmentOf(bindings), stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  )
  const ended = endOf(child)
  if (child.pid !== undefined) void ended.then(guard(child.pid))
  const tell = (line: string) => {
    lastLines.push(line)
    lastLines.splice(0, lastLines.length - 10)
    onLine(line)
  }
  eachLine(child.stdout, tell)
  eachLine(child.stderr, tell)
  const stop = () => stopChild(child, ended)
  signal?.addEventListener('abort', () => void stop(), { once: true })
  try {
    const early = ended.then((how): never => {
      throw startFault({ host, port }, how, lastLines)
    })
    const found = await Promise.race([listeningPort(child.stdio[3], workerdNames.socket, readyTimeoutMs), early])
    await Promise.race([untilHealthy(`http://${host}:${found}/healthz`, readyTimeoutMs), early])
    if (hasObjects) {
      const fault = await wakeOutbox(`http://${host}:${found}`, bindings.RELAY_KEY ?? '')
      if (fault) onLine(`the outbox could not be woken: ${fault}`)
    }
    return {
      port: found,
      ended,
      stop,
      async kill() {
        child.kill('SIGKILL')
        await ended
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What workerd gets of the environment: what a program needs, and the bindings. */
function environmentOf(bindings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TEMP, TMP, TZ, SystemRoot } = process.env
  return { PATH, HOME, TMPDIR, TEMP, TMP, TZ, SystemRoot, ...bindings }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`))
    // Not `exit`: the last lines may still be on their way then.
    child.once('close', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with exit code ${code}`))
  })
}

function eachLine(stream: Readable | null, tell: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', tell)
}

async function stopChild(child: ChildProcess, ended: Promise<string>): Promise<void> {
  const killer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
  child.kill('SIGTERM')
  await ended
  clearTimeout(killer)
}

function startFault({ host, port }: { host: string; port: number }, how: string, lines: readonly string[]): Error {
  if (lines.some((line) => /address already in use/i.test(line))) {
    return new ConfigError([`PORT: ${port} is in use on ${host}; set PORT to another port`])
  }
  return new Error(`workerd ${how}: ${lines.join('\n')}`)
}

async function untilHealthy(url: string, timeoutMs: number): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs)
  for (;;) {
    const status = await fetch(url, { signal }).then(
      (response) => response.status,
      () => undefined,
    )
    if (status === 200) return
    if (signal.aborted)
      throw new Error(`${url} did not answer 200 within ${timeoutMs} ms (last: ${status ?? 'nothing'})`)
    await pause(50)
  }
}

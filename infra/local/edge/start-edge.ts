import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ConfigError, messageOf } from '@aplauso/process'
import { operatorKey } from '@aplauso/proto'
import { OutboxClient } from '../../clients/outbox.ts'
import { prepareWorker, type WorkerPlan } from './prepare.ts'
import { spawnWorkerd, type Workerd } from './workerd.ts'

export interface EdgeOptions extends WorkerPlan {
  readonly host: string
  /** 0 lets the system choose */
  readonly port: number
  /** where the Durable Objects keep their data; created if it is missing */
  readonly folder: string
  /** the Worker's variables and secrets (see `edge/worker/config.ts`) */
  readonly bindings: Readonly<Record<string, string>>
  /** receives each line that the Worker or workerd writes */
  readonly onLine: (line: string) => void
  /** aborting it stops the edge, as `stop` does */
  readonly signal?: AbortSignal
}

/** A running edge. */
export interface Edge extends Pick<Workerd, 'pid' | 'ended' | 'stop' | 'kill'> {
  readonly port: number
}

const readyTimeoutMs = 20_000
const wakeTimeoutMs = 10_000
const keptLines = 10

/**
 * Runs the edge as it is deployed, in plain workerd on this machine. Resolves once it answers.
 * @throws ConfigError if the port is taken
 * @throws Error if workerd does not start
 * @example
 * const { port, stop } = await startEdge({ host: '127.0.0.1', port: 0, folder, bindings, onLine: console.log })
 */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { host, port, folder, bindings, signal } = options
  const config = await prepareWorker(options)
  // workerd creates this folder with the first object.
  const hasObjects = existsSync(join(folder, 'aplauso-outbox'))
  await mkdir(folder, { recursive: true })
  signal?.throwIfAborted()
  const lastLines: string[] = []
  const onLine = (line: string) => {
    lastLines.push(line)
    lastLines.splice(0, lastLines.length - keptLines)
    options.onLine(line)
  }
  const workerd = spawnWorkerd({ host, port, folder, config, environment: bindings, onLine })
  const { pid, ended, stop, kill } = workerd
  signal?.addEventListener('abort', () => void stop(), { once: true })
  try {
    const early = ended.then((how): never => {
      throw startFault({ host, port }, how, lastLines)
    })
    const found = await Promise.race([workerd.listening(readyTimeoutMs), early])
    const url = `http://${host}:${found}`
    await Promise.race([untilHealthy(`${url}/healthz`, readyTimeoutMs), early])
    if (hasObjects) await wakeOutbox(url, bindings, onLine)
    return { port: found, pid, ended, stop, kill }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Calls every object of the outbox, so that those with a backlog resume: plain workerd has no cron, and creates an object
 * only when it is called. If this fails, a later call of each object does the same.
 */
async function wakeOutbox(
  url: string,
  { OPERATOR_KEY, RELAY_KEY = '' }: EdgeOptions['bindings'],
  onLine: (line: string) => void,
): Promise<void> {
  try {
    await new OutboxClient(url, operatorKey(OPERATOR_KEY, RELAY_KEY), wakeTimeoutMs).status()
  } catch (error) {
    onLine(`outbox not woken: ${messageOf(error)}`)
  }
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

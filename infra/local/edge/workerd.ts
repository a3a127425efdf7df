import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { workerdNames } from './workerd-config.ts'

export interface WorkerdOptions {
  readonly host: string
  /** 0 lets the system choose */
  readonly port: number
  /** where the Durable Objects keep their data; it must exist */
  readonly folder: string
  /** the path of workerd's configuration */
  readonly config: string
  /** variables beside those that every program needs */
  readonly environment: Readonly<Record<string, string>>
  /** receives each line that the Worker or workerd writes */
  readonly onLine: (line: string) => void
}

/** A workerd process. */
export interface Workerd {
  /** undefined where the system could not start it */
  readonly pid: number | undefined
  /** resolves with how workerd ended, whoever ended it */
  readonly ended: Promise<string>
  /** The port on which workerd listens. @throws Error if workerd does not report one within `timeoutMs` */
  listening(timeoutMs: number): Promise<number>
  /** Lets requests in flight end, and kills workerd if that takes too long. */
  stop(): Promise<void>
  /** Ends workerd as a crash would. */
  kill(): Promise<void>
}

const stopTimeoutMs = 6_000

/** Starts workerd. It does not outlive this process. @throws Error if the package has no program for this platform */
export function spawnWorkerd({ host, port, folder, config, environment, onLine }: WorkerdOptions): Workerd {
  const child = spawn(
    programPath(),
    [
      'serve',
      `--socket-addr=${workerdNames.socket}=${host}:${port}`,
      `--directory-path=${workerdNames.storage}=${folder}`,
      '--control-fd=3',
      config,
      'config',
    ],
    { env: { ...machineEnvironment(), ...environment }, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  )
  const ended = endOf(child)
  if (child.pid !== undefined) void ended.then(guard(child.pid))
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', onLine)
  }
  return {
    pid: child.pid,
    ended,
    listening: (timeoutMs) => listeningPort(child.stdio[3], timeoutMs),
    async stop() {
      const killer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
      child.kill('SIGTERM')
      await ended
      clearTimeout(killer)
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

function programPath(): string {
  // The package has no types, and exports only the path.
  const exported = createRequire(import.meta.url)('workerd') as { readonly default?: unknown }
  if (typeof exported.default !== 'string') throw new Error('the package workerd names no program')
  return exported.default
}

function machineEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TEMP, TMP, TZ, SystemRoot } = process.env
  return { PATH, HOME, TMPDIR, TEMP, TMP, TZ, SystemRoot }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`))
    // Not `exit`: the last lines may arrive after it.
    child.once('close', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with exit code ${code}`))
  })
}

/**
 * Kills a process when this one ends, even by SIGKILL: a small shell waits for the end of its input, which we hold open.
 * Does nothing on Windows, which has no such shell.
 * @returns removes the guard
 */
function guard(pid: number): () => void {
  if (process.platform === 'win32') return () => {}
  const shell = spawn('sh', ['-c', `cat > /dev/null; kill -KILL ${pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // In a process group of its own, so that a kill of our group does not end the shell first.
    detached: true,
  })
  // Without a shell there is no guard; everything else works.
  shell.on('error', () => {})
  shell.unref()
  return () => void shell.kill('SIGKILL')
}

/** Reads the port from workerd's control channel, which reports each socket as a JSON line. */
function listeningPort(channel: unknown, timeoutMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    if (!(channel instanceof Readable)) return reject(new Error('workerd has no control channel'))
    const timer = setTimeout(() => reject(new Error(`workerd did not listen within ${timeoutMs} ms`)), timeoutMs)
    createInterface({ input: channel }).on('line', (line) => {
      const { event, socket, port } = JSON.parse(line) as Readonly<Record<string, unknown>>
      if (event !== 'listen' || socket !== workerdNames.socket || typeof port !== 'number') return
      clearTimeout(timer)
      resolve(port)
    })
    channel.once('close', () => clearTimeout(timer))
  })
}

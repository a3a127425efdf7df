import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, type WriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { troubleIn } from './trouble.ts'

/** A process to run: a TypeScript entry, and its environment beside the machine's own variables. */
export interface ProcessSpec {
  readonly name: string
  /** absolute path of the entry */
  readonly entry: string
  readonly environment: Readonly<Record<string, string>>
}

/** The ports on which a process listens, by name. */
export type Addresses = Readonly<Record<string, number>>

const nodeFlags = ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning']
const keptLines = 12
const lastLinesMs = 500

/** A process ended, or was not ready, when it should run. The message names it, says how it ended, and shows its last lines. */
export class ProcessDied extends Error {
  readonly processName: string

  constructor(processName: string, how: string, lastLines: readonly string[]) {
    const shown = lastLines.length > 0 ? ` Its last lines:\n${lastLines.map((line) => `  ${line}`).join('\n')}` : ''
    super(`The process "${processName}" ${how || 'ended'}.${shown}`)
    this.name = 'ProcessDied'
    this.processName = processName
  }
}

/** A running process: its log file, its readiness, its end. */
export class Child {
  readonly spec: ProcessSpec
  /** resolves when the process has exited and its last lines are read; never rejects */
  readonly gone: Promise<void>
  readonly #process: ChildProcess
  readonly #log: WriteStream
  readonly #ready = Promise.withResolvers<Addresses>()
  #lastLines: string[] = []
  #end = ''
  #isGone = false

  /**
   * Starts the process in a group of its own, so that a terminal's Ctrl-C reaches only the parent. However the parent
   * ends, the process sees its IPC channel close and stops by itself.
   */
  constructor(spec: ProcessSpec, logFolder: string, onTrouble: (name: string, line: string) => void) {
    this.spec = spec
    this.#log = createWriteStream(join(logFolder, `${spec.name}.log`), { flags: 'a' })
    this.#log.on('error', (error) => onTrouble(spec.name, `its log file cannot be written: ${error.message}`))
    this.#process = spawn(process.execPath, [...nodeFlags, spec.entry], {
      env: { ...machineEnvironment(), ...spec.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    })
    this.#process.on('message', (message) => {
      const addresses = addressesIn(message)
      if (addresses) this.#ready.resolve(addresses)
    })
    this.#ready.promise.catch(() => {})
    const read = Promise.all([
      this.#readLines(this.#process.stdout, onTrouble),
      this.#readLines(this.#process.stderr, onTrouble),
    ])
    this.gone = this.#ended().then(async () => {
      this.#signalGroup()
      this.#isGone = true
      await Promise.race([read.catch(() => {}), pause(lastLinesMs)])
      this.#log.end()
      this.#ready.reject(this.died())
    })
  }

  /** The ports that the process reports once it is ready. @throws ProcessDied if it ends first or takes too long */
  async ready(timeoutMs: number): Promise<Addresses> {
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#end = `was not ready within ${timeoutMs / 1000} s`
        reject(this.died())
      }, timeoutMs)
    })
    try {
      return await Promise.race([this.#ready.promise, tooLate])
    } finally {
      clearTimeout(timer)
    }
  }

  /** An error that says how the process ended. */
  died(): ProcessDied {
    return new ProcessDied(this.spec.name, this.#end, this.#lastLines)
  }

  askToStop(): void {
    this.#process.kill('SIGTERM')
  }

  /** Suspends the process (SIGSTOP) until `thaw`. */
  freeze(): void {
    this.#process.kill('SIGSTOP')
  }

  thaw(): void {
    this.#process.kill('SIGCONT')
  }

  /** Kills the process and everything it started. */
  kill(): void {
    this.#process.kill('SIGKILL')
    this.#signalGroup()
  }

  #ended(): Promise<void> {
    return new Promise((resolve) => {
      this.#process.once('error', (error) => {
        this.#end = `could not be started: ${error.message}`
        resolve()
      })
      this.#process.once('exit', (code, signal) => {
        this.#end = signal ? `was ended by ${signal}` : `ended with exit code ${code}`
        resolve()
      })
    })
  }

  async #readLines(stream: Readable | null, onTrouble: (name: string, line: string) => void): Promise<void> {
    if (!stream) return
    for await (const line of createInterface({ input: stream })) {
      this.#log.write(`${line}\n`)
      this.#lastLines = [...this.#lastLines, line].slice(-keptLines)
      const trouble = troubleIn(line)
      if (trouble) onTrouble(this.spec.name, trouble)
    }
  }

  /** Kills what the process left behind in its group, such as workerd. */
  #signalGroup(): void {
    if (this.#isGone || !this.#process.pid || process.platform === 'win32') return
    try {
      process.kill(-this.#process.pid, 'SIGKILL')
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}

function addressesIn(message: unknown): Addresses | undefined {
  if (typeof message !== 'object' || message === null || !('ready' in message)) return undefined
  const { ready } = message
  if (typeof ready !== 'object' || ready === null) return {}
  return Object.fromEntries(Object.entries(ready).filter(([, port]) => typeof port === 'number'))
}

const passedOn = /^(PATH|HOME|TMPDIR|TEMP|TMP|TZ|LANG|LC_.*|LOG_LEVEL|NODE_EXTRA_CA_CERTS|SystemRoot|windir|ComSpec)$/i

/** Only the machine's own variables: a stray KAFKA_BROKERS in a shell must not choose an engine. */
function machineEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name)))
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs).unref()
  })
}

import { mkdirSync } from 'node:fs'
import { type Addresses, Child, ProcessDied, type ProcessSpec } from './child.ts'

export interface SupervisorOptions {
  /** each process's lines go to `<logFolder>/<name>.log` */
  readonly logFolder: string
  /** receives each warning or error in a process's log */
  readonly onTrouble: (name: string, line: string) => void
  readonly readyTimeoutMs?: number
  /** the time from the request to stop until processes are killed */
  readonly stopTimeoutMs?: number
}

/** How long a stopping process has before the process it depends on is asked to stop, too. */
const headStartMs = 1_250

/** Starts processes one after the other, watches them, and stops them in reverse order. Leaves none running. */
export class Supervisor {
  /** resolves when a process ends without a request; never rejects */
  readonly died: Promise<ProcessDied>
  readonly #options: SupervisorOptions
  readonly #children: Child[] = []
  readonly #died = Promise.withResolvers<ProcessDied>()
  #stopping: Promise<void> | undefined

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.died = this.#died.promise
    mkdirSync(options.logFolder, { recursive: true })
  }

  /** Starts a process and waits until it is ready. @throws ProcessDied */
  async start(spec: ProcessSpec): Promise<Addresses> {
    if (this.#stopping) throw new ProcessDied(spec.name, 'was not started, because the system is stopping', [])
    const child = new Child(spec, this.#options.logFolder, this.#options.onTrouble)
    this.#children.push(child)
    void child.gone.then(() => {
      if (!this.#stopping) this.#died.resolve(child.died())
    })
    return child.ready(this.#options.readyTimeoutMs ?? 60_000)
  }

  /** Starts processes concurrently. @throws ProcessDied */
  startAll(specs: readonly ProcessSpec[]): Promise<Addresses[]> {
    return Promise.all(specs.map((spec) => this.start(spec)))
  }

  /** Stops all processes in reverse order, and kills those that take too long. Resolves when none is left. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  /** Kills all processes. */
  kill(): void {
    this.#stopping ??= Promise.resolve()
    for (const child of this.#children) child.kill()
  }

  async #stop(): Promise<void> {
    const killer = setTimeout(() => {
      for (const child of this.#children) child.kill()
    }, this.#options.stopTimeoutMs ?? 9_000)
    for (const child of this.#children.toReversed()) {
      child.askToStop()
      let timer: NodeJS.Timeout | undefined
      const headStart = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, headStartMs)
      })
      await Promise.race([child.gone, headStart])
      clearTimeout(timer)
    }
    await Promise.all(this.#children.map((child) => child.gone))
    clearTimeout(killer)
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import { Child, type ProcessSpec } from './child.ts'

const readyTimeoutMs = 60_000
const beforeRestartMs = 300
/** A wrong configuration, by the convention of our servers: a restart does not help. */
const hopelessExit = /ended with exit code 2/
const cleanExit = /ended with exit code 0/

export interface RestartingProcessOptions {
  readonly spec: ProcessSpec
  readonly logFolder: string
  /** called when the process exited though nobody asked it to; it is restarted */
  readonly onExit?: (how: string) => void
  /** called for each warning or error in its log */
  readonly onTrouble?: (line: string) => void
}

/**
 * A process that is always restarted, as Kubernetes would: after a kill, and after an exit of its own. Not after a stop,
 * nor where its configuration is wrong (exit code 2).
 * @example
 * const consumer = await RestartingProcess.start({ spec, logFolder })
 * await consumer.kill() // resolves when it is ready again
 */
export class RestartingProcess {
  readonly #options: RestartingProcessOptions
  #child: Child
  #isUp: Promise<void> = Promise.resolve()
  #kills = 0
  #wasKilled = false
  #isStopping = false

  private constructor(options: RestartingProcessOptions) {
    this.#options = options
    this.#child = this.#launch()
  }

  /** Starts the process and waits until it is ready. @throws ProcessDied */
  static async start(options: RestartingProcessOptions): Promise<RestartingProcess> {
    const started = new RestartingProcess(options)
    await started.#child.ready(readyTimeoutMs)
    return started
  }

  /** How often it was killed. */
  get kills(): number {
    return this.#kills
  }

  /** Kills it with -9 and resolves when it is ready again. @throws ProcessDied where its configuration is wrong */
  async kill(): Promise<void> {
    this.#wasKilled = true
    this.#kills += 1
    this.#child.kill()
    await this.#child.gone
    await this.isUp()
  }

  /** Stops it in the middle of what it does, without its noticing (SIGSTOP). */
  freeze(): void {
    this.#child.freeze()
  }

  /** Lets it go on (SIGCONT). */
  thaw(): void {
    this.#child.thaw()
  }

  /** Resolves when it is ready again. @throws ProcessDied where its configuration is wrong */
  isUp(): Promise<void> {
    return this.#isUp
  }

  /** Asks it to stop (SIGTERM) and waits until it has exited. @throws ProcessDied where it did not exit with 0 */
  async stop(): Promise<{ readonly tookMs: number }> {
    const startedMs = performance.now()
    this.#isStopping = true
    this.#child.thaw()
    this.#child.askToStop()
    await this.#child.gone
    const end = this.#child.died()
    if (!cleanExit.test(end.message)) throw end
    return { tookMs: performance.now() - startedMs }
  }

  /** Starts it again after `stop`, and waits until it is ready. @throws ProcessDied */
  async startAgain(): Promise<void> {
    this.#isStopping = false
    this.#child = this.#launch()
    await this.#child.ready(readyTimeoutMs)
  }

  #launch(): Child {
    const { spec, logFolder, onTrouble } = this.#options
    const child = new Child(spec, logFolder, (_, line) => onTrouble?.(line))
    void child.gone.then(() => {
      if (this.#isStopping) return
      this.#isUp = this.#restart(child)
      this.#isUp.catch(() => {})
    })
    return child
  }

  async #restart(exited: Child): Promise<void> {
    const end = exited.died()
    if (!this.#wasKilled) this.#options.onExit?.(end.message)
    this.#wasKilled = false
    if (hopelessExit.test(end.message)) throw end
    await pause(beforeRestartMs)
    if (this.#isStopping) return
    this.#child = this.#launch()
    const child = this.#child
    try {
      await child.ready(readyTimeoutMs)
    } catch (error) {
      // It exited before it was ready, or takes too long: its exit restarts it.
      if (this.#isStopping || hopelessExit.test(String(error))) throw error
      child.kill()
      await child.gone
      await this.#isUp
    }
  }
}

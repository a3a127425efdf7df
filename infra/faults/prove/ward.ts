import { setTimeout as pause } from 'node:timers/promises'
import { Child, type ProcessSpec } from '../../local/supervisor/index.ts'

const readyTimeoutMs = 60_000
const beforeRestartMs = 300
/** What waiting cannot mend, by the convention of our servers. */
const hopelessExit = /ended with exit code 2/

export interface WardOptions {
  readonly spec: ProcessSpec
  readonly logFolder: string
  /** told when the process ended though nobody killed it; it is started again */
  readonly onFall: (how: string) => void
  /** told of each warning or error in its log */
  readonly onTrouble?: (line: string) => void
}

/**
 * A process that is always started again, as Kubernetes would: after a kill, and after an end of its own. Only what
 * waiting cannot mend (exit code 2) is not.
 */
export class Ward {
  readonly #options: WardOptions
  #child: Child
  #isUp: Promise<void> = Promise.resolve()
  #wasKilled = false
  #isStopping = false

  private constructor(options: WardOptions) {
    this.#options = options
    this.#child = this.#launch()
  }

  /** Starts the process and waits until it is ready. @throws ProcessDied */
  static async start(options: WardOptions): Promise<Ward> {
    const ward = new Ward(options)
    await ward.#child.ready(readyTimeoutMs)
    return ward
  }

  /** Kills it with -9, whatever it is at, and resolves when it is ready again. @throws ProcessDied where it is hopeless */
  async kill(): Promise<void> {
    this.#wasKilled = true
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

  /** Resolves when it is ready again. @throws ProcessDied where it is hopeless */
  isUp(): Promise<void> {
    return this.#isUp
  }

  /** Asks it to stop and waits until it is gone. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.#child.thaw()
    this.#child.askToStop()
    await this.#child.gone
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

  async #restart(fallen: Child): Promise<void> {
    const end = fallen.died()
    if (!this.#wasKilled) this.#options.onFall(end.message)
    this.#wasKilled = false
    if (hopelessExit.test(end.message)) throw end
    await pause(beforeRestartMs)
    if (this.#isStopping) return
    this.#child = this.#launch()
    const child = this.#child
    try {
      await child.ready(readyTimeoutMs)
    } catch (error) {
      // It fell before it was ready, or takes too long: its end starts it again.
      if (this.#isStopping || hopelessExit.test(String(error))) throw error
      child.kill()
      await child.gone
      await this.#isUp
    }
  }
}

import { Child, type ProcessSpec } from '../../local/supervisor/index.ts'

const readyTimeoutMs = 30_000

/** A process that is killed with -9 and started again, over and over. */
export class Mortal {
  readonly #spec: ProcessSpec
  readonly #logFolder: string
  #child: Child
  kills = 0

  private constructor(spec: ProcessSpec, logFolder: string, child: Child) {
    this.#spec = spec
    this.#logFolder = logFolder
    this.#child = child
  }

  /** Starts the process and waits until it is ready. @throws ProcessDied */
  static async start(spec: ProcessSpec, logFolder: string): Promise<Mortal> {
    const child = new Child(spec, logFolder, () => {})
    await child.ready(readyTimeoutMs)
    return new Mortal(spec, logFolder, child)
  }

  /** Kills it, whatever it is at, and starts it again. @throws ProcessDied where it does not come back */
  async killAndRestart(): Promise<void> {
    this.#child.kill()
    await this.#child.gone
    this.kills += 1
    this.#child = new Child(this.#spec, this.#logFolder, () => {})
    await this.#child.ready(readyTimeoutMs)
  }

  async stop(): Promise<void> {
    this.#child.askToStop()
    await this.#child.gone
  }
}

import { Child, type ProcessSpec } from '../../local/supervisor/index.ts'

const readyTimeoutMs = 30_000

/** A process that is stopped in good order and started again. */
export class Instance {
  readonly #spec: ProcessSpec
  readonly #logFolder: string
  #child: Child

  private constructor(spec: ProcessSpec, logFolder: string, child: Child) {
    this.#spec = spec
    this.#logFolder = logFolder
    this.#child = child
  }

  /** Starts the process and waits until it is ready. @throws ProcessDied */
  static async start(spec: ProcessSpec, logFolder: string): Promise<Instance> {
    const child = new Child(spec, logFolder, () => {})
    await child.ready(readyTimeoutMs)
    return new Instance(spec, logFolder, child)
  }

  /** Asks it to stop (SIGTERM) and waits until it is gone. @throws ProcessDied where it did not end with 0 */
  async stop(): Promise<{ readonly tookMs: number }> {
    const startedMs = performance.now()
    this.#child.askToStop()
    await this.#child.gone
    const end = this.#child.died()
    if (!end.message.includes('ended with exit code 0')) throw end
    return { tookMs: performance.now() - startedMs }
  }

  /** Starts it again after `stop`. @throws ProcessDied */
  async startAgain(): Promise<void> {
    this.#child = new Child(this.#spec, this.#logFolder, () => {})
    await this.#child.ready(readyTimeoutMs)
  }
}

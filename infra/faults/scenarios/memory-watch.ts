const everyMs = 500
const requestTimeoutMs = 5_000

/** Reads a process's memory from its metrics, in MiB. */
export class MemoryWatch {
  readonly #url: string

  constructor(host: string, managementPort: number) {
    this.#url = `http://${host}:${managementPort}/metrics`
  }

  /** @throws Error where the metrics do not say it */
  async now(): Promise<number> {
    const response = await fetch(this.#url, { signal: AbortSignal.timeout(requestTimeoutMs) })
    const [, bytes] = /^process_resident_memory_bytes (\S+)$/m.exec(await response.text()) ?? []
    if (!bytes) throw new Error('the metrics hold no memory figure')
    return Number(bytes) / 1024 / 1024
  }

  /** Reads it again and again. @returns ends that, and gives what was read */
  start(): () => Promise<readonly number[]> {
    const samples: number[] = []
    let reading = Promise.resolve()
    const timer = setInterval(() => {
      reading = this.now().then(
        (mib) => void samples.push(mib),
        // A process that is busy may miss a reading; the others suffice.
        () => {},
      )
    }, everyMs)
    return async () => {
      clearInterval(timer)
      await reading
      return samples
    }
  }
}

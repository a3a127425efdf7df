import getPort from 'get-port'
import type { RestartingProcess } from '../../local/supervisor/index.ts'
import { host } from '../../local/system/index.ts'
import type { RunningSystem } from '../../local/with-system.ts'

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

/** Starts the gRPC server that the system left out, with metrics from which its memory is read. @throws ProcessDied */
export async function measuredIngest(
  system: RunningSystem,
): Promise<{ readonly server: RestartingProcess; readonly memory: MemoryWatch }> {
  const management = await getPort({ host, reserve: true })
  const settings = { MANAGEMENT_HOST: host, MANAGEMENT_PORT: String(management) }
  const server = await system.restarting('ingest', (spec) => ({
    ...spec,
    environment: { ...spec.environment, ...settings },
  }))
  return { server, memory: new MemoryWatch(host, management) }
}

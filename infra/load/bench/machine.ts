import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** What figures were taken on: they mean nothing without it. */
export interface Machine {
  readonly node: string
  readonly platform: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGib: number
  /** the load of the minute before: others may have worked on the machine too */
  readonly loadBefore: number
  readonly at: string
}

export function thisMachine(): Machine {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    at: new Date().toISOString(),
  }
}

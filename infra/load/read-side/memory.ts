import { readFileSync } from 'node:fs'

const everyMs = 100

/** Samples the resident memory of a process, in MiB. Linux only: elsewhere there are no samples. */
export function watchMemory(pid: number): { readonly samples: readonly number[]; stop(): void } {
  const samples: number[] = []
  const timer = setInterval(() => {
    const mebibytes = residentMebibytes(pid)
    if (mebibytes !== undefined) samples.push(mebibytes)
  }, everyMs)
  return { samples, stop: () => clearInterval(timer) }
}

/** The resident memory of a process, in MiB; undefined where the system does not say. */
export function residentMebibytes(pid: number): number | undefined {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kibibytes === undefined ? undefined : Math.round(Number(kibibytes) / 1024)
  } catch {
    return undefined
  }
}

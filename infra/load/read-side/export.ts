import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillArchive } from '@aplauso/functions/testing/fill-archive'
import { startFunction } from '@aplauso/functions/testing/start-function'
import { type Output, step } from '../../terminal/index.ts'
import { watchMemory } from './memory.ts'

export interface ExportReport {
  readonly rows: number
  readonly archiveMebibytes: number
  readonly fillSeconds: number
  readonly formats: readonly FormatReport[]
  readonly ok: boolean
}

interface FormatReport {
  readonly format: string
  readonly lines: number
  readonly seconds: number
  readonly rowsPerSecond: number
  readonly mebibytes: number
  /** the function's resident memory: after a tenth of the time, the maximum, and at the end */
  readonly memoryMebibytes: { readonly early: number; readonly greatest: number; readonly end: number }
}

const key = 'a-key-for-this-measurement-only-0123456789'
const mebibyte = 1024 * 1024
/** Node keeps garbage while there is room, so the heap is too small for even a tenth of the votes. */
const smallHeap = '--max-old-space-size=64 --max-semi-space-size=4'
/** How far the memory may grow after the first tenth of the time. */
const toleranceMebibytes = 30

/** Fills an archive directly, and exports all of it in both formats through a function of its own. */
export async function exportAll(rows: number, output: Output): Promise<ExportReport> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-export-'))
  try {
    const startedMs = performance.now()
    await step(`Filling an archive with ${rows} votes`, output, () => fillArchive(folder, rows))
    const fillSeconds = Math.round((performance.now() - startedMs) / 1000)
    const started = await startFunction('logs/main.ts', {
      APLAUSO_DATA: folder,
      EXPORT_KEY: key,
      NODE_OPTIONS: smallHeap,
    })
    if (!('url' in started)) throw new Error(`the function ended with ${started.code}: ${started.output}`)
    const formats: FormatReport[] = []
    for (const format of ['ndjson', 'csv']) {
      formats.push(await step(`Exporting as ${format}`, output, () => exportOne(started.url, started.pid, format)))
    }
    await started.end()
    const archiveMebibytes = Math.round(statSync(join(folder, 'archive.db')).size / mebibyte)
    const isLevel = ({ memoryMebibytes: { early, greatest } }: FormatReport) => greatest <= early + toleranceMebibytes
    const isWhole = ({ format, lines }: FormatReport) => lines === rows + (format === 'csv' ? 1 : 0)
    return { rows, archiveMebibytes, fillSeconds, formats, ok: formats.every((one) => isLevel(one) && isWhole(one)) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function exportOne(url: string, pid: number, format: string): Promise<FormatReport> {
  const memory = watchMemory(pid)
  const startedMs = performance.now()
  const response = await fetch(`${url}/v1/logs/export?format=${format}`, {
    headers: { authorization: `Bearer ${key}` },
  })
  if (!response.ok || !response.body) throw new Error(`the export answered ${response.status}`)
  let sizeBytes = 0
  let lines = 0
  for await (const chunk of response.body) {
    sizeBytes += chunk.length
    for (const byte of chunk) if (byte === 10) lines += 1
  }
  const seconds = (performance.now() - startedMs) / 1000
  memory.stop()
  const { samples } = memory
  return {
    format,
    lines,
    seconds: Math.round(seconds * 10) / 10,
    rowsPerSecond: Math.round(lines / seconds),
    mebibytes: Math.round(sizeBytes / mebibyte),
    memoryMebibytes: {
      early: Math.max(0, ...samples.slice(0, Math.ceil(samples.length / 10))),
      greatest: Math.max(0, ...samples),
      end: samples.at(-1) ?? 0,
    },
  }
}

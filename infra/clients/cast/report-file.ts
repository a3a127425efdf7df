import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Outcome } from '@aplauso/proto'

/** What became of one vote of a file: a line of its report. */
export type ReportLine = Outcome & {
  /** the beginning of the file's digest: which file it was */
  readonly file: string
  readonly line: number
  readonly door: 'edge' | 'grpc'
}

const digestLength = 22

/**
 * The report of a casting: a line of JSON for each vote, written as soon as its outcome is known, so that a run that was
 * broken off can be gone on with.
 */
export class ReportFile {
  readonly #path: string
  readonly #file: string
  readonly #lines = new Map<number, ReportLine>()

  private constructor(path: string, file: string) {
    this.#path = path
    this.#file = file
  }

  /**
   * Opens the report at `path`, or begins it there.
   * @param digest the vote file's
   * @throws Error in plain words where there is another thing at the path, or the report of other votes
   */
  static open(path: string, digest: string): ReportFile {
    const report = new ReportFile(path, digest.slice(0, digestLength))
    if (existsSync(path)) report.#read()
    report.#write()
    return report
  }

  /** Lines that were accepted: they need not be sent again. */
  get accepted(): ReadonlySet<number> {
    return new Set([...this.#lines.values()].filter(({ status }) => status === 'accepted').map(({ line }) => line))
  }

  /** The lines in the file's order. */
  get lines(): readonly ReportLine[] {
    return [...this.#lines.values()].sort((a, b) => a.line - b.line)
  }

  /** Notes an outcome. It is on disk, or on its way there, when this returns. */
  note(line: number, outcome: Outcome, door: ReportLine['door']): void {
    const noted = { file: this.#file, line, door, ...outcome }
    this.#lines.set(line, noted)
    appendFileSync(this.#path, `${JSON.stringify(noted)}\n`)
  }

  /** Puts the lines into the file's order, each vote once. */
  close(): void {
    this.#write()
  }

  #read(): void {
    const lines = readFileSync(this.#path, 'utf8').split('\n')
    // The last line is empty, or was broken off in the middle of writing.
    for (const text of lines.slice(0, -1)) {
      const noted = reportLineIn(text)
      if (!noted) throw new Error(`${this.#path} is no report of a casting: name another with --report`)
      if (noted.file !== this.#file)
        throw new Error(
          `${this.#path} is the report of another file, or this file has changed since: then its votes have other ids and ` +
            'would count again. To cast them as new ones, name another report with --report',
        )
      this.#lines.set(noted.line, noted)
    }
  }

  #write(): void {
    const unfinished = `${this.#path}.unfinished`
    writeFileSync(unfinished, this.lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    renameSync(unfinished, this.#path)
  }
}

function reportLineIn(text: string): ReportLine | undefined {
  try {
    const value = JSON.parse(text) as Partial<ReportLine> | null
    const isLine = typeof value?.file === 'string' && typeof value.line === 'number' && typeof value.status === 'string'
    return isLine ? (value as ReportLine) : undefined
  } catch {
    return undefined
  }
}

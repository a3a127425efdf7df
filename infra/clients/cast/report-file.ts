import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Channel, Outcome } from '@aplauso/proto'

/** The outcome of one vote of a file: a line of the report. */
export type ReportLine = Outcome & {
  /** the start of the vote file's digest, which identifies the file */
  readonly file: string
  readonly line: number
  readonly door: Channel
}

const digestLength = 22

/**
 * The report of cast votes: a line of JSON for each vote, written as soon as its outcome is known, so that an interrupted
 * run can be resumed.
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
   * Opens the report at `path`, or creates it.
   * @param digest the vote file's digest
   * @throws Error with a message for people if the path holds something else, or the report of other votes
   */
  static open(path: string, digest: string): ReportFile {
    const report = new ReportFile(path, digest.slice(0, digestLength))
    if (existsSync(path)) report.#read()
    report.#write()
    return report
  }

  /** The lines of accepted votes, which need not be sent again. */
  get accepted(): ReadonlySet<number> {
    return new Set([...this.#lines.values()].filter(({ status }) => status === 'accepted').map(({ line }) => line))
  }

  /** The lines in the vote file's order. */
  get lines(): readonly ReportLine[] {
    return [...this.#lines.values()].sort((a, b) => a.line - b.line)
  }

  /** Notes an outcome. When this returns, the line is with the operating system. */
  note(line: number, outcome: Outcome, door: ReportLine['door']): void {
    const noted = { file: this.#file, line, door, ...outcome }
    this.#lines.set(line, noted)
    appendFileSync(this.#path, `${JSON.stringify(noted)}\n`)
  }

  /** Writes the lines in the vote file's order, each vote once. */
  close(): void {
    this.#write()
  }

  #read(): void {
    const lines = readFileSync(this.#path, 'utf8').split('\n')
    // The last line is empty, or was cut off while it was written.
    for (const text of lines.slice(0, -1)) {
      const noted = reportLineIn(text)
      if (!noted) throw new Error(`${this.#path} is not a report of cast votes: name another file with --report`)
      if (noted.file !== this.#file)
        throw new Error(
          `${this.#path} is the report of another file, or this file has changed since. Its votes would get new ids and ` +
            'count again. To cast them as new votes, name another report with --report',
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

import type { Logger } from '@aplauso/process'
import { type DeadLetter, sourceText } from '@aplauso/stores'

const windowMs = 10_000
const linesPerWindow = 20

/** Logs an error line for each dead letter; of many within ten seconds, the first and then the number of the others. */
export class LetterLines {
  readonly #log: Pick<Logger, 'error'>
  #lines = 0
  #leftOut = 0

  constructor(log: Pick<Logger, 'error'>) {
    this.#log = log
  }

  report(letters: readonly DeadLetter[]): void {
    for (const { source, reason } of letters) {
      if (this.#lines === 0) setTimeout(() => this.#endWindow(), windowMs).unref()
      this.#lines += 1
      if (this.#lines > linesPerWindow) this.#leftOut += 1
      else this.#log.error({ source: sourceText(source), reason }, 'dead letter: a vote that is not counted')
    }
  }

  #endWindow(): void {
    if (this.#leftOut > 0) this.#log.error({ letters: this.#leftOut }, 'more dead letters')
    this.#lines = 0
    this.#leftOut = 0
  }
}

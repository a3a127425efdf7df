import { createLogger, type Logger } from '@aplauso/process'
import type { Disasters } from './disasters.ts'

/** Error lines that a fault explains, by their message. */
const explained: readonly (readonly [RegExp, (disasters: Disasters) => boolean])[] = [
  [/^gap/, ({ recordsDeleted, archiveReplaced }) => recordsDeleted || archiveReplaced],
  [/older than the tally/, ({ archiveReplaced }) => archiveReplaced],
  [/dead letter/, () => true],
  [/differed/, ({ needRecount }) => needRecount],
]

const silent = createLogger('simulation', 'silent')

/** What processes log as errors: an operator is called for it, so that there must be a reason. */
export class Alarms {
  readonly unexplained = new Set<string>()
  readonly log: Logger
  readonly #disasters: Disasters

  constructor(disasters: Disasters) {
    this.#disasters = disasters
    this.log = Object.assign(Object.create(silent) as Logger, {
      error: (...line: readonly unknown[]) => this.#raise(String(line.at(-1))),
    })
  }

  #raise(message: string): void {
    const reason = explained.find(([pattern]) => pattern.test(message))?.[1]
    if (!reason?.(this.#disasters)) this.unexplained.add(`an alarm without a reason: ${message}`)
  }
}

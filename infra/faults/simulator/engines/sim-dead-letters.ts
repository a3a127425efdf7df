import { type DeadLetter, sourceText } from '@aplauso/stores'

/** The log `votes.dead`. */
export class SimDeadLetters {
  readonly #letters = new Map<string, DeadLetter>()

  bury(letters: readonly DeadLetter[]): void {
    for (const letter of letters) this.#letters.set(sourceText(letter.source), letter)
  }

  all(): DeadLetter[] {
    return [...this.#letters.values()]
  }
}

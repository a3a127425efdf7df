/** Colours and patterns of `paint.css`; that 8 and 7 share no divisor makes 56 pairs before one comes again. */
export const colourCount = 8
export const patternCount = 7
const pairs = colourCount * patternCount

/**
 * A colour and a pattern for each band, kept while the page is open however the bands reorder. The first ones are given
 * by name, so that every screen that opens with the same bands paints them alike.
 */
export class Paints {
  readonly #numbers = new Map<string, number>()

  /** Gives the first of these bands that have none their paint. */
  learn(names: readonly string[]): void {
    const unknown = names.slice(0, pairs).filter((name) => !this.#numbers.has(name))
    for (const name of unknown.sort()) this.#numbers.set(name, this.#numbers.size)
  }

  /** The classes of a band's paint; a band that was not learnt gets the next one. */
  classOf(name: string): string {
    const number = this.#numbers.get(name) ?? this.#numbers.size
    this.#numbers.set(name, number)
    return `paint colour-${number % colourCount} pattern-${number % patternCount}`
  }
}

/** The paints of this page. */
export const paints = new Paints()

/** The colours and patterns of `paint.css`. 8 and 7 share no divisor, so 56 pairs pass before one repeats. */
export const colourCount = 8
export const patternCount = 7
const pairs = colourCount * patternCount

/**
 * A colour and a pattern for each band, which stay the same while the page is open. Bands that arrive together are
 * painted in the order of their names, so that every screen that opens with the same bands paints them alike.
 */
export class Paints {
  readonly #numbers = new Map<string, number>()

  /** Paints the first of these bands, if they have no paint yet. */
  learn(names: readonly string[]): void {
    const unknown = names.slice(0, pairs).filter((name) => !this.#numbers.has(name))
    for (const name of unknown.sort()) this.#numbers.set(name, this.#numbers.size)
  }

  /** The CSS classes of a band's paint; a band without one gets the next. */
  classOf(name: string): string {
    const number = this.#numbers.get(name) ?? this.#numbers.size
    this.#numbers.set(name, number)
    return `paint colour-${number % colourCount} pattern-${number % patternCount}`
  }
}

/** The paints of this page. */
export const paints = new Paints()

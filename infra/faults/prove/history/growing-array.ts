const firstLength = 1_024

/** Small numbers by position, packed; a position that was never set holds 0. */
export class GrowingArray<Numbers extends Uint8Array | Uint16Array | Uint32Array> {
  readonly #make: new (
    length: number,
  ) => Numbers
  #numbers: Numbers

  constructor(make: new (length: number) => Numbers) {
    this.#make = make
    this.#numbers = new make(firstLength)
  }

  get(position: number): number {
    return this.#numbers[position] ?? 0
  }

  set(position: number, value: number): void {
    if (position >= this.#numbers.length) {
      const larger = new this.#make(Math.max(position + 1, this.#numbers.length * 2))
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[position] = value
  }
}

/**
 * The addresses of a connection, in the order in which they are tried: each time another one comes first, and those that
 * failed last time come last. A broker that is down or frozen costs its callers time once.
 */
export class BootstrapAddresses {
  readonly #addresses: readonly string[]
  readonly #suspects = new Set<string>()
  #first: number

  /** @param first the place of the address to begin with; by chance, so that clients spread over the brokers */
  constructor(addresses: readonly string[], first = Math.floor(Math.random() * addresses.length)) {
    this.#addresses = addresses
    this.#first = first
  }

  /** All addresses, the next to try first. */
  next(): readonly string[] {
    const order = [...this.#addresses.slice(this.#first), ...this.#addresses.slice(0, this.#first)]
    this.#first = (this.#first + 1) % this.#addresses.length
    const { good = [], suspect = [] } = Object.groupBy(order, (each) => (this.#suspects.has(each) ? 'suspect' : 'good'))
    return [...good, ...suspect]
  }

  /** An address that answered. */
  trust(address: string): void {
    this.#suspects.delete(address)
  }

  /** An address that failed, or was silent while another one answered. */
  suspect(address: string): void {
    this.#suspects.add(address)
  }
}

import { Wire } from '../../contract/wire.ts'

/** A wire to each broker of a cluster; they are cut, stalled and restored together. */
export class Wires {
  readonly #wires: ReadonlyMap<number, Wire>

  private constructor(wires: ReadonlyMap<number, Wire>) {
    this.#wires = wires
  }

  /** @param brokers `host:port`, each with a port of its own, as the brokers name themselves to their clients */
  static async to(brokers: readonly string[]): Promise<Wires> {
    const wires = new Map<number, Wire>()
    for (const broker of brokers) {
      const [host = '', port] = broker.split(':')
      wires.set(Number(port), await Wire.to(host, Number(port)))
    }
    return new Wires(wires)
  }

  /** Where the wire to the broker at `port` listens; undefined where there is none. */
  portTo(port: number): number | undefined {
    return this.#wires.get(port)?.port
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#all.reduce((sum, { connections }) => sum + connections, 0)
  }

  /** What was sent to the brokers, one after the other, byte by byte as characters. */
  get sent(): string {
    return this.#all.map(({ sent }) => sent).join('')
  }

  forget(): void {
    for (const wire of this.#all) wire.forget()
  }

  cut(): void {
    for (const wire of this.#all) wire.cut()
  }

  stall(): void {
    for (const wire of this.#all) wire.stall()
  }

  restore(): void {
    for (const wire of this.#all) wire.restore()
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((wire) => wire.close()))
  }

  get #all(): readonly Wire[] {
    return [...this.#wires.values()]
  }
}

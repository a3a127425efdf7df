import { connect, createServer, type Server, type Socket } from 'node:net'

/** A connection to a server that a test can cut, stall and restore. */
export class Wire {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #state: 'whole' | 'cut' | 'stalled' = 'whole'
  #sent: Buffer[] = []

  private constructor(host: string, port: number) {
    this.#server = createServer((near) => {
      if (this.#state === 'cut') return near.destroy()
      const far = connect(port, host)
      near.on('data', (part: Buffer) => this.#sent.push(part))
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one)
        one.on('error', () => other.destroy())
        one.on('close', () => {
          this.#sockets.delete(one)
          other.destroy()
        })
        one.pipe(other)
      }
      if (this.#state === 'stalled') this.stall()
    })
  }

  /** Opens a wire on a free port of 127.0.0.1. */
  static async to(host: string, port: number): Promise<Wire> {
    const wire = new Wire(host, port)
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve))
    return wire
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sockets.size / 2
  }

  /** What was sent to the server, byte by byte as characters. */
  get sent(): string {
    return Buffer.concat(this.#sent).toString('latin1')
  }

  forget(): void {
    this.#sent = []
  }

  /** Breaks all connections and takes no new ones. */
  cut(): void {
    this.#state = 'cut'
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Lets nothing pass any more, and breaks nothing: the other end looks alive. */
  stall(): void {
    this.#state = 'stalled'
    for (const socket of this.#sockets) socket.unpipe().pause()
  }

  /** Takes connections again; those that were stalled are broken. */
  restore(): void {
    this.cut()
    this.#state = 'whole'
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

import { connect, createServer, type Server, type Socket } from 'node:net'

type State = 'whole' | 'cut' | 'stalled' | 'silent'

/**
 * A way to a Kafka broker that a test can break. A broker tells its clients its own address: in its answers the proxy
 * puts its own port there, so that clients come back to it. Plain listeners only.
 */
export class BrokerProxy {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #host: string
  readonly #port: number
  #state: State = 'whole'
  /** Connections that clients tried to open. */
  attempts = 0
  /** Answers to batches that were kept back. */
  swallowed = 0

  private constructor(broker: string) {
    const [host = '', port = ''] = broker.split(':')
    this.#host = host
    this.#port = Number(port)
    this.#server = createServer((near) => this.#take(near))
  }

  /** @param broker `host:port`, as the broker tells it to its clients */
  static async to(broker: string): Promise<BrokerProxy> {
    const proxy = new BrokerProxy(broker)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get address(): string {
    return `${this.#host}:${this.port}`
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  /** `cut`: refuses and breaks. `stalled`: accepts and never answers. `silent`: breaks where a batch would be answered. */
  become(state: State): void {
    this.#state = state
    if (state !== 'silent') for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.become('cut')
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(near: Socket): void {
    this.attempts += 1
    this.#sockets.add(near)
    near.on('close', () => this.#sockets.delete(near))
    near.on('error', () => {})
    if (this.#state === 'cut') return void near.destroy()
    if (this.#state === 'stalled') return
    const far = connect(this.#port, this.#host)
    this.#sockets.add(far)
    const end = () => {
      this.#sockets.delete(far)
      near.destroy()
      far.destroy()
    }
    near.on('close', end)
    far.on('close', end)
    far.on('error', end)
    const batches = new Set<number>()
    eachFrame(near, (frame) => {
      if (frame.readInt16BE(4) === produceApi) batches.add(frame.readInt32BE(8))
      far.write(frame)
    })
    eachFrame(far, (frame) => {
      if (batches.delete(frame.readInt32BE(4)) && this.#state === 'silent') {
        this.swallowed += 1
        end()
      } else near.write(this.#withOwnPort(frame))
    })
  }

  #withOwnPort(frame: Buffer): Buffer {
    const told = Buffer.alloc(this.#host.length + 4)
    told.write(this.#host)
    told.writeInt32BE(this.#port, this.#host.length)
    for (let at = frame.indexOf(told); at >= 0; at = frame.indexOf(told, at + 1)) {
      frame.writeInt32BE(this.port, at + this.#host.length)
    }
    return frame
  }
}

const produceApi = 0

/** Kafka's messages begin with their size. */
function eachFrame(socket: Socket, take: (frame: Buffer) => void): void {
  let rest = Buffer.alloc(0)
  socket.on('data', (part: Buffer) => {
    rest = Buffer.concat([rest, part])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0)
      take(Buffer.from(rest.subarray(0, end)))
      rest = rest.subarray(end)
    }
  })
}

import { createServer, type Server, type Socket } from 'node:net'
import { ByteReader, bytes, eachFrame } from './bytes.ts'

export interface Request {
  readonly api: number
  readonly body: ByteReader
}

/** Answers a request; `hang up` closes the connection. */
export type Respond = (request: Request) => Promise<Buffer | 'hang up'>

/** A server that speaks Kafka's framing. It can be frozen, as by SIGSTOP: it accepts connections and answers nothing. */
export class StandInBroker {
  readonly #server: Server
  readonly #respond: Respond
  readonly #sockets = new Set<Socket>()
  #frozen = false
  /** Connections that clients have opened. */
  connections = 0

  private constructor(respond: Respond) {
    this.#respond = respond
    this.#server = createServer((socket) => this.#take(socket))
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(respond: Respond): Promise<StandInBroker> {
    const broker = new StandInBroker(respond)
    await new Promise<void>((resolve) => broker.#server.listen(0, '127.0.0.1', resolve))
    return broker
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size
  }

  freeze(): void {
    this.#frozen = true
  }

  /** Answers again what comes from now on. */
  thaw(): void {
    this.#frozen = false
  }

  /** Breaks all connections and takes no new ones. */
  kill(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #take(socket: Socket): void {
    this.connections += 1
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => {})
    eachFrame(socket, (frame) => void this.#answer(socket, frame.subarray(4)))
  }

  async #answer(socket: Socket, message: Buffer): Promise<void> {
    if (this.#frozen) return
    const body = new ByteReader(message)
    const api = body.int16()
    body.int16()
    const correlation = body.int32()
    body.string()
    const answer = await this.#respond({ api, body })
    if (this.#frozen) return
    if (answer === 'hang up') socket.destroy()
    else socket.write(Buffer.concat([bytes.int32(4 + answer.length), bytes.int32(correlation), answer]))
  }
}

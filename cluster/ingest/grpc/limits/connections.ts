import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type Address, bindFault } from '../../listening.ts'

interface Connection {
  readonly socket: Socket
  readonly sinceMs: number
}

/** The address of a socket's other end, as grpc-js names it. */
const peerOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress}:${remotePort}`

/**
 * Accepts the connections of a gRPC server and hands them over. grpc-js would do it itself, but then they could be
 * neither limited nor cut: a call that its client does not read cannot be ended otherwise.
 */
export class Connections {
  readonly #server: Server
  readonly #open = new Map<string, Connection>()
  /** those cut because of the memory that they held */
  cut = 0

  constructor(maxConnections: number, accept: (socket: Socket) => void) {
    this.#server = createServer({ noDelay: true }, (socket) => {
      const peer = peerOf(socket)
      this.#open.set(peer, { socket, sinceMs: performance.now() })
      socket.on('close', () => this.#open.delete(peer))
      // A client's reset is its own affair; the calls see their streams close.
      socket.on('error', () => {})
      accept(socket)
    })
    this.#server.maxConnections = maxConnections
  }

  get size(): number {
    return this.#open.size
  }

  /** @returns the port @throws ConfigError if the address is not available */
  listen({ host, port }: Address): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => reject(bindFault('GRPC', { host, port }, error)))
      this.#server.listen(port, host, () => resolve((this.#server.address() as AddressInfo).port))
    })
  }

  /** How old a peer's connection is, in milliseconds; 0 where it is gone. */
  ageMs(peer: string): number {
    const connection = this.#open.get(peer)
    return connection ? performance.now() - connection.sinceMs : 0
  }

  /** Ends a peer's connection at once, with all its calls. */
  cutOff(peer: string): void {
    const connection = this.#open.get(peer)
    if (!connection) return
    this.cut += 1
    connection.socket.destroy()
  }

  /** Accepts no more; resolves when the last connection is closed. */
  closed(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  destroyAll(): void {
    for (const { socket } of this.#open.values()) socket.destroy()
  }
}

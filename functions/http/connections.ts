import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'

/** A client that stops reading may go on sending: of more requests than this at once no connection is served. */
const mostAtOnce = 32

/** Clients learn that we stop from the answers of this time; what they sent before is answered. */
const graceMs = 200
/** Turns of the event loop without a new connection or request, after which nothing waits to be read. */
const quietTurns = 3
const mostTurns = 200

/** A server's connections, and what is open on each. */
export class Connections {
  readonly #server: Server
  readonly #open = new Map<Socket, Set<ServerResponse>>()
  #arrivals = 0
  #isStopping = false

  constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket: Socket) => {
      this.#arrivals += 1
      this.#open.set(socket, new Set())
      socket.once('close', () => this.#open.delete(socket))
    })
  }

  /** A request has arrived. @returns false where its connection is cut for having too many open */
  begin({ socket }: Pick<IncomingMessage, 'socket'>, response: ServerResponse): boolean {
    const open = this.#open.get(socket)
    if (!open || socket.destroyed) return false
    this.#arrivals += 1
    if (open.size >= mostAtOnce) {
      socket.destroy()
      return false
    }
    open.add(response)
    response.once('close', () => open.delete(response))
    if (this.#isStopping) response.shouldKeepAlive = false
    return true
  }

  /** Whether a part of an answer went out on a connection. */
  hasAnswered(socket: Socket): boolean {
    return [...(this.#open.get(socket) ?? [])].some(({ headersSent }) => headersSent)
  }

  /**
   * Answers what has arrived, also on connections that wait to be accepted, and closes the port and every connection
   * behind its answer.
   */
  async stop(): Promise<void> {
    this.#isStopping = true
    for (const responses of this.#open.values()) for (const response of responses) response.shouldKeepAlive = false
    await pause(graceMs)
    await this.#untilRead()
    this.#server.close()
    await this.#untilRead()
    // Browsers connect ahead of their requests; `close` takes these connections for busy ones.
    for (const socket of this.#open.keys()) if (socket.bytesRead === 0) socket.destroy()
    this.#server.closeIdleConnections()
  }

  /** However busy the process was: what has arrived is read in the event loop's next turns. */
  async #untilRead(): Promise<void> {
    let before = -1
    for (let turns = 0; turns < mostTurns && before !== this.#arrivals; turns += quietTurns) {
      before = this.#arrivals
      for (let quiet = 0; quiet < quietTurns; quiet += 1) await turn()
    }
  }
}

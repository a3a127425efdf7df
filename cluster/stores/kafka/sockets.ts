import net from 'node:net'
import tls from 'node:tls'
import type { ISocketFactory } from 'kafkajs'

/** As kafkajs itself sets it. */
const keepAliveDelayMs = 60_000

/**
 * The sockets of one kafkajs client, so that they can be closed at once: kafkajs closes a socket only after the answers
 * that it still awaits, and a frozen broker gives none. Runs in Node and in workerd.
 */
export class Sockets {
  readonly #open = new Set<net.Socket>()
  /** Those that have not brought a byte yet. */
  readonly #silent = new Set<net.Socket>()
  #closed = false

  /** @throws Error once the sockets are closed: kafkajs connects again on its own, also after it was disconnected */
  readonly factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    if (this.#closed) throw new Error('the client is closed')
    const name = net.isIP(host) === 0 ? { servername: host } : {}
    const socket = ssl
      ? tls.connect({ host, port, ...name, ...ssl }, onConnect)
      : net.connect({ host, port }, onConnect)
    socket.setKeepAlive(true, keepAliveDelayMs)
    this.#open.add(socket)
    this.#silent.add(socket)
    socket.once('data', () => this.#silent.delete(socket))
    for (const ending of ['error', 'close'] as const) {
      socket.once(ending, () => {
        this.#silent.delete(socket)
        this.#open.delete(socket)
      })
    }
    return socket
  }

  /** Closes every socket now. @returns how many of them had not brought a byte */
  close(): number {
    this.#closed = true
    const silent = this.#silent.size
    // kafkajs rejects what it awaits on a socket when that fails, not when it closes.
    for (const socket of this.#open) socket.destroy(new Error('the client is closed'))
    return silent
  }
}

import type { Socket } from 'node:net'

/** What all callers of the relay may hold together. */
export interface RelayRoom {
  readonly connections: number
  /** bytes of bodies, from the arrival of each until its batch is answered */
  readonly bodyBytes: number
}

/** What one body holds of the room. */
export interface Holding {
  /** Takes room for bytes that have arrived. @returns false where there is none, even after others were cut off */
  add(bytes: number): boolean
  /** Gives all of it back. */
  release(): void
}

interface Body {
  readonly socket: Socket
  readonly cutOff: () => void
  bytes: number
}

/**
 * Who is connected to the relay and what they hold. Anybody can connect and send, but only an edge can sign. So where
 * room is short, those that never brought a good signature go first, the oldest in front: an edge, which sends at once
 * what it has to send, is done before its turn comes, and one that is known gives way to nobody unknown.
 */
export class Guests {
  readonly #room: RelayRoom
  #connections = 0
  /** oldest first */
  readonly #strangers = new Set<Socket>()
  #bodyBytes = 0
  /** oldest first */
  readonly #bodies = new Set<Body>()

  constructor(room: RelayRoom) {
    this.#room = room
  }

  /** Lets a connection in: where there is no room, in place of the oldest stranger, or not at all. */
  enter(socket: Socket): void {
    this.#connections += 1
    this.#strangers.add(socket)
    socket.once('close', () => {
      this.#connections -= 1
      this.#strangers.delete(socket)
    })
    if (this.#connections <= this.#room.connections) return
    const [oldest = socket] = this.#strangers
    this.#strangers.delete(oldest)
    oldest.destroy()
  }

  /** A connection has brought a good signature. */
  know(socket: Socket): void {
    this.#strangers.delete(socket)
  }

  /** Begins a body. @param cutOff ends it where its room is needed, which is given back then */
  begin(socket: Socket, cutOff: () => void): Holding {
    const body: Body = { socket, cutOff, bytes: 0 }
    this.#bodies.add(body)
    return {
      add: (bytes) => {
        body.bytes += bytes
        this.#bodyBytes += bytes
        return this.#makeRoom(body)
      },
      release: () => this.#release(body),
    }
  }

  /** Cuts off the oldest strangers' bodies until all fit. @returns whether they do without `latest` being one of them */
  #makeRoom(latest: Body): boolean {
    for (const body of this.#bodies) {
      if (this.#bodyBytes <= this.#room.bodyBytes) return true
      if (!this.#strangers.has(body.socket)) continue
      if (body === latest) return false
      this.#release(body)
      body.cutOff()
    }
    return this.#bodyBytes <= this.#room.bodyBytes
  }

  #release(body: Body): void {
    if (this.#bodies.delete(body)) this.#bodyBytes -= body.bytes
  }
}

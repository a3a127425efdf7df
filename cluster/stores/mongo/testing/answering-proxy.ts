import { connect, createServer, type Server, type Socket } from 'node:net'
import { BSON, type Document } from 'mongodb'

/** An insert on its way to the server. */
export interface Insert {
  readonly collection: string
  readonly documents: readonly Document[]
}

/** What to answer in the server's place; undefined: it answers itself. */
export type Answer = (insert: Insert) => Document | undefined

const opMsg = 2013
const headerBytes = 16
const messageStart = headerBytes + 4

/**
 * A way to a document server on which inserts can be answered in the server's place, as one answers that is read-only,
 * full, not primary or strict about documents: no server at hand can be brought to say so. All else passes.
 */
export class AnsweringProxy {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  answer: Answer = () => undefined

  private constructor(host: string, port: number) {
    this.#server = createServer((near) => {
      const far = connect(port, host)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one)
        one.on('error', () => other.destroy())
        one.on('close', () => other.destroy())
      }
      far.pipe(near)
      let waiting = Buffer.alloc(0)
      near.on('data', (part: Buffer) => {
        waiting = Buffer.concat([waiting, part])
        while (waiting.length >= headerBytes && waiting.length >= waiting.readInt32LE(0)) {
          const message = waiting.subarray(0, waiting.readInt32LE(0))
          waiting = waiting.subarray(message.length)
          const insert = insertOf(message)
          const answer = insert && this.answer(insert)
          if (answer) near.write(reply(message.readInt32LE(4), answer))
          else far.write(message)
        }
      })
    })
  }

  /** Opens a way on a free port of 127.0.0.1 to the server of a connection string. */
  static async to(uri: string): Promise<AnsweringProxy> {
    const { hostname, port } = new URL(uri.replace('mongodb:', 'http:'))
    const proxy = new AnsweringProxy(hostname, Number(port || 27_017))
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get uri(): string {
    const address = this.#server.address()
    return `mongodb://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/?directConnection=true`
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** Reads an insert out of a message: its command is a section of kind 0, its documents are one of kind 1. */
function insertOf(message: Buffer): Insert | undefined {
  if (message.readInt32LE(12) !== opMsg) return undefined
  let collection: string | undefined
  const documents: Document[] = []
  for (let at = messageStart; at < message.length; ) {
    const kind = message.readUInt8(at)
    const sizeBytes = message.readInt32LE(at + 1)
    const end = at + 1 + sizeBytes
    if (kind === 0) {
      const command = BSON.deserialize(message.subarray(at + 1, end))
      if (typeof command.insert === 'string') collection = command.insert
      if (Array.isArray(command.documents)) documents.push(...command.documents)
    } else {
      const start = message.indexOf(0, at + 5) + 1
      for (let next = start; next < end; next += message.readInt32LE(next)) {
        documents.push(BSON.deserialize(message.subarray(next, next + message.readInt32LE(next))))
      }
    }
    at = end
  }
  return collection === undefined ? undefined : { collection, documents }
}

function reply(to: number, answer: Document): Buffer {
  const body = BSON.serialize(answer)
  const head = Buffer.alloc(messageStart + 1)
  head.writeInt32LE(head.length + body.length, 0)
  head.writeInt32LE(to, 8)
  head.writeInt32LE(opMsg, 12)
  return Buffer.concat([head, body])
}

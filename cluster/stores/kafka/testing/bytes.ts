import type { Socket } from 'node:net'

/** Writes what Kafka's protocol is made of, in its versions without compact fields. */
export const bytes = {
  int16: (value: number) => {
    const field = Buffer.alloc(2)
    field.writeInt16BE(value)
    return field
  },
  int32: (value: number) => {
    const field = Buffer.alloc(4)
    field.writeInt32BE(value)
    return field
  },
  int64: (value: number) => {
    const field = Buffer.alloc(8)
    field.writeBigInt64BE(BigInt(value))
    return field
  },
  string: (value: string) => Buffer.concat([bytes.int16(Buffer.byteLength(value)), Buffer.from(value)]),
  array: (items: readonly Buffer[]) => Buffer.concat([bytes.int32(items.length), ...items]),
}

/** Reads the same, from a position on. @throws RangeError where the bytes end too early */
export class ByteReader {
  readonly #buffer: Buffer
  #at = 0

  constructor(buffer: Buffer) {
    this.#buffer = buffer
  }

  int16(): number {
    this.#at += 2
    return this.#buffer.readInt16BE(this.#at - 2)
  }

  int32(): number {
    this.#at += 4
    return this.#buffer.readInt32BE(this.#at - 4)
  }

  /** Zigzag, as in record batches. */
  varint(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#buffer.readUInt8(this.#at)
      this.#at += 1
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1)
    }
  }

  take(length: number): Buffer {
    this.#at += length
    return this.#buffer.subarray(this.#at - length, this.#at)
  }

  string(): string {
    return this.take(Math.max(0, this.int16())).toString()
  }

  array<Item>(read: () => Item): Item[] {
    return Array.from({ length: this.int32() }, read)
  }
}

/** Calls `take` with each message that arrives: Kafka's begin with their size. */
export function eachFrame(socket: Socket, take: (frame: Buffer) => void): void {
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

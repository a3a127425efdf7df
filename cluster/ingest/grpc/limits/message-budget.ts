import { Turns } from './turns.ts'

/** What one owner holds. */
interface Holding {
  /** of messages that are being judged and stored */
  pendingBytes: number
  /** of answers that are not read yet */
  unreadBytes: number
}

export interface MessageBudgetOptions {
  readonly maxPendingBytes: number
  /** of one owner; beyond it nothing of theirs is judged until they read */
  readonly maxUnreadBytes: number
}

/** A message that waits for memory and its turn. */
export interface Message {
  readonly owner: string
  /** what it takes in memory */
  readonly bytes: number
  readonly votes: number
  /** whether its memory has been taken already */
  readonly isTaken: boolean
}

/** Streams may take this much of the memory; the rest is for calls of one message. */
const streamShare = 3 / 4

/**
 * The memory of messages that are being judged and stored, and of answers that wait for their clients. While half of it
 * is free everybody may take some; of the rest each owner gets an equal share, one message at least. Messages of several
 * votes are judged by turns of their owners, so that nobody waits for more than one message of each of the others.
 */
export class MessageBudget {
  readonly #holdings = new Map<string, Holding>()
  readonly #maxPendingBytes: number
  readonly #maxUnreadBytes: number
  readonly #turns = new Turns<Message>((message) => this.#mayStart(message))
  pendingBytes = 0
  unreadBytes = 0

  constructor({ maxPendingBytes, maxUnreadBytes }: MessageBudgetOptions) {
    this.#maxPendingBytes = maxPendingBytes
    this.#maxUnreadBytes = maxUnreadBytes
  }

  /** messages that wait for memory or their turn */
  get waiting(): number {
    return this.#turns.waiting
  }

  /** Whether an owner's next message, however small, would find room. */
  hasRoom(owner: string): boolean {
    return this.#fits(owner, 1, this.#maxPendingBytes)
  }

  /** Takes memory for a message. @returns false where there is none */
  tryTake(owner: string, bytes: number): boolean {
    if (!this.#fits(owner, bytes, this.#maxPendingBytes)) return false
    this.#add(owner, bytes)
    return true
  }

  /**
   * Calls `go` as soon as it is the message's turn and its memory is there, which is taken.
   * @returns forgets about it: nothing is taken any more
   */
  whenItsTurn(message: Message, go: () => void): () => void {
    return this.#turns.wait(message, () => {
      if (!message.isTaken) this.#add(message.owner, message.bytes)
      go()
    })
  }

  /** Gives the memory of a message back. */
  release(owner: string, bytes: number): void {
    this.pendingBytes -= bytes
    this.#change(owner, -bytes, 0)
  }

  /** An answer waits for its owner to read it. */
  waitForReader(owner: string, bytes: number): void {
    this.unreadBytes += bytes
    this.#change(owner, 0, bytes)
  }

  /** An answer was read, or its reader is gone. */
  wasRead(owner: string, bytes: number): void {
    this.unreadBytes -= bytes
    this.#change(owner, 0, -bytes)
  }

  #add(owner: string, bytes: number): void {
    this.pendingBytes += bytes
    this.#change(owner, bytes, 0)
  }

  #change(owner: string, pendingBytes: number, unreadBytes: number): void {
    const holding = this.#holdings.get(owner) ?? { pendingBytes: 0, unreadBytes: 0 }
    holding.pendingBytes += pendingBytes
    holding.unreadBytes += unreadBytes
    if (holding.pendingBytes === 0 && holding.unreadBytes === 0) this.#holdings.delete(owner)
    else this.#holdings.set(owner, holding)
    if (pendingBytes < 0 || unreadBytes < 0) this.#turns.goOn()
  }

  #mayStart({ owner, bytes, isTaken }: Message): boolean {
    if (!isTaken) return this.#fits(owner, bytes, this.#maxPendingBytes * streamShare)
    return (this.#holdings.get(owner)?.unreadBytes ?? 0) < this.#maxUnreadBytes
  }

  #fits(owner: string, bytes: number, maxBytes: number): boolean {
    const { pendingBytes, unreadBytes } = this.#holdings.get(owner) ?? { pendingBytes: 0, unreadBytes: 0 }
    if (unreadBytes >= this.#maxUnreadBytes) return false
    const after = this.pendingBytes + bytes
    if (after > maxBytes) return false
    const share = this.#maxPendingBytes / (this.#holdings.size + 1)
    return after <= maxBytes / 2 || pendingBytes === 0 || pendingBytes + bytes <= share
  }
}

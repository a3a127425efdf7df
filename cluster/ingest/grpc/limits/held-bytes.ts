import type { MessageBudget } from './message-budget.ts'

/** The memory that one call's messages and answers take, given back when the call ends. */
export class HeldBytes {
  readonly #budget: MessageBudget
  readonly #owner: string
  readonly #pending = new Set<{ readonly bytes: number }>()
  readonly #unread: number[] = []

  constructor(budget: MessageBudget, owner: string) {
    this.#budget = budget
    this.#owner = owner
  }

  /** messages that are being judged and stored, and answers that are not read */
  get messages(): number {
    return this.#pending.size + this.#unread.length
  }

  /** A message whose memory was taken. @returns it is answered: from now on only the answer's bytes are held */
  hold(bytes: number): (answerBytes: number) => void {
    const message = { bytes }
    this.#pending.add(message)
    return (answerBytes) => {
      if (!this.#pending.delete(message)) return
      this.#unread.push(answerBytes)
      this.#budget.waitForReader(this.#owner, answerBytes)
      this.#budget.release(this.#owner, bytes)
    }
  }

  /** The client has read one answer. */
  wasRead(): void {
    const bytes = this.#unread.shift()
    if (bytes !== undefined) this.#budget.wasRead(this.#owner, bytes)
  }

  releaseAll(): void {
    for (const { bytes } of this.#pending) this.#budget.release(this.#owner, bytes)
    this.#pending.clear()
    while (this.#unread.length > 0) this.wasRead()
  }
}

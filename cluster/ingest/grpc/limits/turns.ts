/** Votes that are judged before the event loop turns to sockets again: some milliseconds of work. */
const votesPerTurn = 500

interface Piece {
  readonly owner: string
  readonly votes: number
}

/**
 * Lets pieces of work start by turns: a few in each turn of the event loop, one of each owner, then the next of each.
 * Whoever has one piece waits for no more than one of each of the others, however many those have.
 */
export class Turns<Work extends Piece> {
  readonly #queues = new Map<string, Map<Work, () => void>>()
  readonly #mayStart: (work: Work) => boolean
  #votes = 0
  #isDue = false
  waiting = 0

  /** @param mayStart whether there is room for it; asked again after `goOn` */
  constructor(mayStart: (work: Work) => boolean) {
    this.#mayStart = mayStart
  }

  /** Calls `go` when it is the piece's turn, at once where nobody waits. @returns forgets about it */
  wait(work: Work, go: () => void): () => void {
    if (this.waiting === 0 && this.#votes < votesPerTurn && this.#mayStart(work)) {
      this.#start(work, go)
      return () => {}
    }
    const queue = this.#queues.get(work.owner) ?? new Map<Work, () => void>()
    this.#queues.set(work.owner, queue.set(work, go))
    this.waiting += 1
    this.goOn()
    return () => this.#forget(work)
  }

  /** Something has changed that pieces may wait for. */
  goOn(): void {
    if (this.#isDue || (this.waiting === 0 && this.#votes === 0)) return
    this.#isDue = true
    setImmediate(() => this.#turn())
  }

  #turn(): void {
    this.#isDue = false
    this.#votes = 0
    for (let started = true; started && this.#votes < votesPerTurn; ) started = this.#round()
    // Where nothing could start, `goOn` is called when it can; else there is a next turn.
    if (this.#votes > 0) this.goOn()
  }

  /** One piece of each owner, until the turn is over. @returns whether any could start */
  #round(): boolean {
    let started = false
    for (const [owner, queue] of [...this.#queues]) {
      if (this.#votes >= votesPerTurn) break
      const [next] = queue
      if (!next) continue
      const [work, go] = next
      if (!this.#mayStart(work)) continue
      this.#forget(work)
      // To the end of the row: owners who were not reached are first in the next turn.
      if (this.#queues.delete(owner)) this.#queues.set(owner, queue)
      this.#start(work, go)
      started = true
    }
    return started
  }

  #start({ votes }: Work, go: () => void): void {
    this.#votes += Math.max(1, votes)
    this.goOn()
    go()
  }

  #forget(work: Work): void {
    const queue = this.#queues.get(work.owner)
    if (!queue?.delete(work)) return
    this.waiting -= 1
    if (queue.size === 0) this.#queues.delete(work.owner)
  }
}

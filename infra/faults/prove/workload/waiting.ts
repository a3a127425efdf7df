/** What is due later, in slots of time: taking out what is due costs no more than that. */
export class Waiting<Item> {
  readonly #slotMs: number
  readonly #slots = new Map<number, Item[]>()
  #next: number
  #size = 0

  constructor(slotMs: number, nowMs: number) {
    this.#slotMs = slotMs
    this.#next = Math.floor(nowMs / slotMs)
  }

  get size(): number {
    return this.#size
  }

  /** Due at `dueMs`, or as soon as possible where that is over. */
  add(item: Item, dueMs: number): void {
    const slot = Math.max(this.#next, Math.floor(dueMs / this.#slotMs))
    const items = this.#slots.get(slot)
    if (items) items.push(item)
    else this.#slots.set(slot, [item])
    this.#size += 1
  }

  /** Takes out what is due by now. */
  takeDue(nowMs: number): readonly Item[] {
    const due: Item[] = []
    for (const end = Math.floor(nowMs / this.#slotMs); this.#next <= end; this.#next += 1) {
      due.push(...(this.#slots.get(this.#next) ?? []))
      this.#slots.delete(this.#next)
    }
    this.#size -= due.length
    return due
  }

  clear(): void {
    this.#slots.clear()
    this.#size = 0
  }
}

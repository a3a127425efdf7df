import { watermarkField } from '@aplauso/proto'
import type { TallyStep } from '@aplauso/stores'
import type { World } from './world.ts'

/**
 * A partition that is 5 s behind is not called up to date. The consumer looks each second, over calls that take 1.5 s at
 * most, and its process may have stalled for 4 s in between.
 */
const lateMs = 12_000

/** Judges `seen`: whether a partition is reported as up to date although records wait in it. */
export class Freshness {
  readonly #late = new Map<string, number>()
  readonly #world: World
  readonly #movedAtMs = new Map<string, number>()
  #wentBackAtMs = 0

  constructor(world: World) {
    this.#world = world
  }

  /** A process sends the tally a step, which refreshes `seen`. */
  looked({ incarnation, partition, first, next }: TallyStep): void {
    const field = watermarkField(incarnation, partition)
    if (first !== next) {
      this.#movedAtMs.set(field, Date.now())
      return
    }
    const waitingSinceMs = this.#world.log.partition(partition).waitingSinceMs(next)
    const since = Math.max(
      waitingSinceMs ?? Number.POSITIVE_INFINITY,
      this.#movedAtMs.get(field) ?? 0,
      this.#wentBackAtMs,
    )
    const behindMs = Date.now() - since
    if (behindMs > lateMs) this.#late.set(field, Math.max(behindMs, this.#late.get(field) ?? 0))
  }

  get faults(): string[] {
    return [...this.#late].map(([field, ms]) => `${field} was called up to date and had been behind for ${ms} ms`)
  }

  /** The tally goes back: what was applied long ago waits again. */
  wentBack(): void {
    this.#wentBackAtMs = Date.now()
  }
}

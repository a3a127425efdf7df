import type { LogEntry } from '@aplauso/stores'
import type { World } from '../world.ts'

/** Casts votes at random moments, again where no answer came, and at times twice for no reason. */
export class Workload {
  /** keys of votes that were answered "accepted" */
  readonly accepted = new Set<string>()
  readonly #world: World
  #open = 0

  constructor(world: World) {
    this.#world = world
  }

  /** Whether every vote has got an answer or was given up. */
  get isDone(): boolean {
    return this.#open === 0
  }

  start(withinMs: number): void {
    const { random } = this.#world
    const votes = random.between(6, 24)
    for (let vote = 0; vote < votes; vote += 1) {
      const entry = this.#entry(`v${vote}`)
      const times = random.chance(0.25) ? 2 : 1
      for (let time = 0; time < times; time += 1) this.#later(entry, random.between(0, withinMs), random.between(1, 4))
    }
  }

  #later(entry: LogEntry, afterMs: number, attempts: number): void {
    this.#open += 1
    setTimeout(() => {
      this.#world.door
        .cast(entry)
        .then(
          () => {
            this.accepted.add(entry.key)
          },
          () => {
            if (attempts > 1) this.#later(entry, this.#world.random.between(10, 800), attempts - 1)
          },
        )
        .finally(() => {
          this.#open -= 1
        })
    }, afterMs)
  }

  /** A vote for a band named like its key, so that the bands' counters are a counter per vote. */
  #entry(key: string): LogEntry {
    const vote = { v: 1, contest: 'default', id: key, name: key, album: 'Sub', year: 1993, rank: 1 }
    const door = { rules: 1, channel: 'edge', at: '2026-01-01T00:00:00.000Z' }
    return { key, value: this.#world.strange.written(key, { ...vote, ...door }) }
  }
}

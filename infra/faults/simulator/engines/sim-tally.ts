import { type CounterKind, counterKinds, type Increments, partitionOfField, watermarkField } from '@aplauso/proto'
import type { CounterSnapshot, Cut, TallyAnswer, TallyStep, TallyTotals } from '@aplauso/stores'
import type { Breakage } from '../breakage.ts'

type CounterRecord = Record<CounterKind, Map<string, number>>
type Counters = Map<string, CounterRecord>

/** in the breakage `two-step-tally` */
const betweenStepsMs = 40

interface State {
  readonly counters: Counters
  readonly watermarks: Map<string, number>
}

const empty = (): State => ({ counters: new Map(), watermarks: new Map() })

export interface TallyWatchers {
  /** called with the counters by band after every change */
  readonly onChange: (bands: ReadonlyMap<string, number>) => void
  /** called when watermarks may have gone back */
  readonly onBack: () => void
}

/** The tally: one step is atomic; it may go back to an older state of itself, or lose everything. */
export class SimTally {
  #state = empty()
  #saved = empty()
  readonly #broken: ReadonlySet<Breakage>
  readonly #watchers: TallyWatchers

  constructor(broken: ReadonlySet<Breakage>, watchers: TallyWatchers) {
    this.#broken = broken
    this.#watchers = watchers
  }

  apply({ incarnation, partition, first, next, increments }: TallyStep): TallyAnswer {
    const field = watermarkField(incarnation, partition)
    const watermark = this.#state.watermarks.get(field)
    const accepts =
      watermark === first ||
      (watermark === undefined && this.#broken.has('absent-accepts')) ||
      (watermark !== undefined && this.#broken.has('tally-applies-anything'))
    if (!accepts) return { applied: false, watermark: watermark ?? null }
    add(this.#state.counters, increments)
    if (this.#broken.has('two-step-tally')) setTimeout(() => this.#state.watermarks.set(field, next), betweenStepsMs)
    else this.#state.watermarks.set(field, next)
    this.#changed()
    return { applied: true, watermark: next }
  }

  begin(incarnation: string, partition: number, position: number): TallyAnswer {
    const field = watermarkField(incarnation, partition)
    const watermark = this.#state.watermarks.get(field) ?? null
    const hasOthers = [...this.#state.watermarks.keys()].some((of) => partitionOfField(of, incarnation) !== undefined)
    if (watermark !== null || !hasOthers) return { applied: false, watermark }
    this.#state.watermarks.set(field, position)
    return { applied: true, watermark: position }
  }

  install(incarnation: string, cut: Cut, increments: Increments): void {
    this.#state = empty()
    add(this.#state.counters, increments)
    for (const [partition, next] of cut) this.#state.watermarks.set(watermarkField(incarnation, partition), next)
    this.#watchers.onBack()
    this.#changed()
  }

  totals(): TallyTotals {
    return {
      watermarks: new Map(this.#state.watermarks),
      contests: new Map([...this.#state.counters].map(([contest, kinds]) => [contest, copy(kinds)])),
    }
  }

  watermarks(): ReadonlyMap<string, number> {
    return new Map(this.#state.watermarks)
  }

  watermark(incarnation: string, partition: number): number | undefined {
    return this.#state.watermarks.get(watermarkField(incarnation, partition))
  }

  bands(): ReadonlyMap<string, number> {
    return this.#state.counters.get('default')?.bands ?? new Map()
  }

  /** Writes the state to disk. */
  save(): void {
    this.#saved = clone(this.#state)
  }

  /** Comes back with what is on disk. */
  rollBack(): void {
    this.#state = clone(this.#saved)
    this.#watchers.onBack()
  }

  /** Loses everything, the disk too. */
  flush(): void {
    this.#state = empty()
    this.#saved = empty()
  }

  /** Loses one counter, the watermarks stay. */
  deleteBand(band: string): void {
    this.#state.counters.get('default')?.bands.delete(band)
  }

  #changed(): void {
    this.#watchers.onChange(this.bands())
  }
}

function add(counters: Counters, increments: Increments): void {
  for (const [contest, kinds] of increments) {
    const present =
      counters.get(contest) ?? (Object.fromEntries(counterKinds.map((kind) => [kind, new Map()])) as CounterRecord)
    counters.set(contest, present)
    for (const kind of counterKinds) {
      for (const [field, votes] of kinds[kind]) present[kind].set(field, (present[kind].get(field) ?? 0) + votes)
    }
  }
}

function copy(kinds: CounterSnapshot): CounterRecord {
  return Object.fromEntries(counterKinds.map((kind) => [kind, new Map(kinds[kind])])) as CounterRecord
}

function clone({ counters, watermarks }: State): State {
  return {
    counters: new Map([...counters].map(([contest, kinds]) => [contest, copy(kinds)])),
    watermarks: new Map(watermarks),
  }
}

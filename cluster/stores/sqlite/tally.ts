import {
  type ContestIncrements,
  type CounterKind,
  counterKey,
  counterKinds,
  type Increments,
  paceWindowSeconds,
  partitionOfField,
  type TallyRoom,
  tallyRoom,
  watermarkField,
  withinRoom,
} from '@aplauso/proto'
import type {
  CounterSnapshot,
  Tally,
  TallyAnswer,
  TallySnapshot,
  TallyStep,
  TallySummary,
  TallyTotals,
} from '../ports/tally.ts'
import type { Cut } from '../ports/vote-archive.ts'
import { Database } from './database.ts'
import { underOwnFields } from './tally-room.ts'
import { tallySchema } from './tally-schema.ts'

const tables = ['counters', 'contests', 'watermarks', 'seen', 'partitions'] as const

/** The embedded tally: one transaction is what the script is in Redis. */
export class SqliteTally implements Tally {
  readonly #db: Database
  readonly #room: TallyRoom

  private constructor(db: Database, room: TallyRoom) {
    this.#db = db
    this.#room = room
  }

  /** @param room less than the product's, for tests that fill it */
  static open(folder: string, room = tallyRoom): SqliteTally {
    return new SqliteTally(Database.open(folder, 'tally', tallySchema), room)
  }

  async apply({ incarnation, partition, first, next, increments }: TallyStep): Promise<TallyAnswer> {
    const field = watermarkField(incarnation, partition)
    return this.#db.write(() => {
      const row = this.#db.prepare('SELECT next FROM watermarks WHERE field = ?').get(field)
      if (!row) return { applied: false, watermark: null }
      this.#see(field)
      if (Number(row.next) !== first) return { applied: false, watermark: Number(row.next) }
      if (next !== first) {
        this.#setWatermark(field, next)
        this.#add(increments, (contest, kinds) => underOwnFields(this.#db, this.#room, contest, kinds))
      } else this.#notePartitions(incarnation)
      return { applied: true, watermark: next }
    })
  }

  async begin(incarnation: string, partition: number, position: number): Promise<TallyAnswer> {
    const field = watermarkField(incarnation, partition)
    return this.#db.write(() => {
      const watermarks = this.#watermarks()
      const watermark = watermarks.get(field) ?? null
      const isAdded = [...watermarks.keys()].some((other) => partitionOfField(other, incarnation) !== undefined)
      if (watermark !== null || !isAdded) return { applied: false, watermark }
      this.#setWatermark(field, position)
      this.#see(field)
      this.#notePartitions(incarnation)
      return { applied: true, watermark: position }
    })
  }

  async install(incarnation: string, cut: Cut, increments: Increments): Promise<void> {
    this.#db.write(() => {
      for (const table of tables) this.#db.prepare(`DELETE FROM ${table}`).run()
      for (const [partition, next] of cut) {
        const field = watermarkField(incarnation, partition)
        this.#setWatermark(field, next)
        this.#see(field)
      }
      this.#notePartitions(incarnation)
      this.#add(withinRoom(increments, this.#room))
    })
  }

  async read(contest: string): Promise<TallySnapshot> {
    return this.#db.read(() => ({
      watermarks: this.#watermarks(),
      seen: this.#seen(),
      partitions: this.#partitions(),
      counters: this.#counters(contest),
    }))
  }

  async totals(): Promise<TallyTotals> {
    return this.#db.read(() => ({
      watermarks: this.#watermarks(),
      contests: new Map(this.#contests().map((contest) => [contest, this.#counters(contest)])),
    }))
  }

  async summary(): Promise<TallySummary> {
    return this.#db.read(() => ({
      watermarks: this.#watermarks(),
      seen: this.#seen(),
      partitions: this.#partitions(),
      totals: new Map(this.#contests().map((contest) => [contest, this.#total(contest)])),
    }))
  }

  async watermarks(): Promise<ReadonlyMap<string, number>> {
    return this.#db.read(() => this.#watermarks())
  }

  async contests(): Promise<readonly string[]> {
    return this.#db.read(() => this.#contests())
  }

  async close(): Promise<void> {
    this.#db.close()
  }

  #watermarks(): Map<string, number> {
    return this.#map('SELECT field, next AS value FROM watermarks')
  }

  #seen(): Map<string, number> {
    return this.#map('SELECT field, ms AS value FROM seen')
  }

  #partitions(): Map<string, number> {
    return this.#map('SELECT incarnation AS field, partitions AS value FROM partitions')
  }

  /** Raises the number of partitions to what has watermarks without a gap, as the scripts in Redis do. */
  #notePartitions(incarnation: string): void {
    const noted = this.#db.prepare('SELECT partitions FROM partitions WHERE incarnation = ?').get(incarnation)
    const before = Number(noted?.partitions ?? 0)
    const watermark = this.#db.prepare('SELECT 1 FROM watermarks WHERE field = ?')
    let partitions = before
    while (watermark.get(watermarkField(incarnation, partitions))) partitions += 1
    if (partitions === before) return
    this.#db
      .prepare('INSERT INTO partitions VALUES (?, ?) ON CONFLICT DO UPDATE SET partitions = excluded.partitions')
      .run(incarnation, partitions)
  }

  #contests(): string[] {
    const rows = this.#db.prepare('SELECT contest FROM contests ORDER BY contest').all()
    return rows.map(({ contest }) => String(contest))
  }

  #total(contest: string): number {
    const row = this.#db.prepare('SELECT votes FROM counters WHERE key = ?').get(counterKey(contest, 'total'))
    return Number(row?.votes ?? 0)
  }

  #counters(contest: string): CounterSnapshot {
    const sql = 'SELECT field, votes AS value FROM counters WHERE key = ?'
    const entries = counterKinds.map((kind) => [kind, this.#map(sql, counterKey(contest, kind))])
    return Object.fromEntries(entries) as Record<CounterKind, Map<string, number>>
  }

  #map(sql: string, ...parameters: string[]): Map<string, number> {
    const rows = this.#db.prepare(sql).all(...parameters)
    return new Map(rows.map(({ field, value }) => [String(field), Number(value)]))
  }

  #see(field: string): void {
    this.#db.prepare('INSERT INTO seen VALUES (?, ?) ON CONFLICT DO UPDATE SET ms = excluded.ms').run(field, Date.now())
  }

  #setWatermark(field: string, next: number): void {
    this.#db
      .prepare('INSERT INTO watermarks VALUES (?, ?) ON CONFLICT DO UPDATE SET next = excluded.next')
      .run(field, next)
  }

  /** @param fieldsOf a contest's increments under the fields that they are added to */
  #add(
    increments: Increments,
    fieldsOf: (contest: string, kinds: ContestIncrements) => ContestIncrements = (_, kinds) => kinds,
  ): void {
    const add = this.#db.prepare(
      'INSERT INTO counters VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET votes = votes + excluded.votes',
    )
    const prune = this.#db.prepare('DELETE FROM counters WHERE key = ? AND CAST(field AS INTEGER) < ?')
    const oldestSecond = Math.floor(Date.now() / 1000) - paceWindowSeconds
    for (const [contest, given] of increments) {
      const kinds = fieldsOf(contest, given)
      this.#db.prepare('INSERT INTO contests VALUES (?) ON CONFLICT DO NOTHING').run(contest)
      for (const kind of counterKinds) {
        for (const [field, votes] of kinds[kind]) add.run(counterKey(contest, kind), field, votes)
      }
      prune.run(counterKey(contest, 'pace'), oldestSecond)
    }
  }
}

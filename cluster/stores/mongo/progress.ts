import { type Collection, MongoServerError } from 'mongodb'
import type { Gap, Progress } from '../ports/vote-archive.ts'
import type { ProgressDocument } from './documents.ts'
import { duplicateKey } from './fault.ts'
import { insertUnordered } from './insert.ts'

type Incarnation = Extract<ProgressDocument, { kind: 'incarnation' }>

/** The collection `progress`: incarnations of the log, how far each partition is applied, gaps. Errors are the driver's. */
export class ProgressBook {
  readonly #rows: Collection<ProgressDocument>

  constructor(rows: Collection<ProgressDocument>) {
    this.#rows = rows
  }

  /** All incarnations, newest first. */
  async incarnations(): Promise<readonly Incarnation[]> {
    const rows = await this.#rows.find({ kind: 'incarnation' }).toArray()
    return rows.filter((row) => row.kind === 'incarnation').sort((one, other) => other.number - one.number)
  }

  async incarnation(): Promise<string> {
    return (await this.incarnations())[0]?.name ?? (await this.#add(1))
  }

  async newIncarnation(): Promise<string> {
    return this.#add(((await this.incarnations())[0]?.number ?? 0) + 1)
  }

  async raise({ incarnation, partition, next, lastKey }: Progress): Promise<void> {
    const lower = { _id: `progress:${incarnation}:${partition}`, next: { $lt: next } }
    const raised = { $set: { next, lastKey } }
    const isNew = { $setOnInsert: { kind: 'progress' as const, incarnation, partition } }
    try {
      await this.#rows.updateOne(lower, { ...raised, ...isNew }, { upsert: true })
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === duplicateKey)) throw error
      // The row is there: it is not lower, or another has just inserted it. No row is ever removed, so this is the last word.
      await this.#rows.updateOne(lower, raised)
    }
  }

  async progress(incarnation: string): Promise<readonly Progress[]> {
    const rows = await this.#rows.find({ kind: 'progress', incarnation }).toArray()
    return rows
      .filter((row) => row.kind === 'progress')
      .map(({ partition, next, lastKey }) => ({ incarnation, partition, next, lastKey }))
  }

  async noteGap({ incarnation, partition, from, to }: Gap): Promise<void> {
    const _id = `gap:${incarnation}:${partition}:${from}`
    await insertUnordered(this.#rows, [{ _id, kind: 'gap', incarnation, partition, from, to }])
  }

  async gaps(): Promise<readonly Gap[]> {
    const rows = await this.#rows.find({ kind: 'gap' }).toArray()
    return rows
      .filter((row) => row.kind === 'gap')
      .map(({ incarnation, partition, from, to }) => ({ incarnation, partition, from, to }))
  }

  /** Whoever comes second finds the first one's. */
  async #add(number: number): Promise<string> {
    const name = String(number)
    await insertUnordered(this.#rows, [{ _id: `incarnation:${name}`, kind: 'incarnation', number, name }])
    return name
  }
}

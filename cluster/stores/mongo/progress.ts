import type { Collection } from 'mongodb'
import type { Progress } from '../ports/progress.ts'
import type { Gap } from '../ports/vote-archive.ts'
import { plannedPartitions } from '../ports/vote-log.ts'
import type { LogIncarnation } from '../ports/vote-log-view.ts'
import type { ProgressDocument } from './documents.ts'
import { insertUnordered } from './insert.ts'

type Incarnation = Extract<ProgressDocument, { kind: 'incarnation' }>

const partitionsId = (incarnation: string) => `${incarnation}:partitions`

/**
 * The collection `progress`: incarnations of the log, their numbers of partitions, how far each partition is archived,
 * gaps. Errors are the driver's.
 */
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

  /**
   * Writes a partition's progress if it is at `from`, or if there is none and `from` is undefined.
   * @returns whether it was written
   */
  async swap(from: number | undefined, { incarnation, partition, next, lastKey, rows }: Progress): Promise<boolean> {
    const _id = `progress:${incarnation}:${partition}`
    const values = { next, lastKey, rows, rowsBelow: next }
    if (from !== undefined)
      return (await this.#rows.updateOne({ _id, next: from }, { $set: values })).matchedCount === 1
    const taken = await insertUnordered(this.#rows, [{ _id, kind: 'progress', incarnation, partition, ...values }])
    return taken.length === 0
  }

  /** The progress of an incarnation's partitions; `rows` is undefined where an older version was the last to write. */
  async progress(incarnation: string): Promise<readonly (Omit<Progress, 'rows'> & { rows: number | undefined })[]> {
    const documents = await this.#rows.find({ kind: 'progress', incarnation }).toArray()
    return documents
      .filter((document) => document.kind === 'progress')
      .map(({ partition, next, lastKey, rows, rowsBelow }) => {
        return { incarnation, partition, next, lastKey, rows: rowsBelow === next ? rows : undefined }
      })
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

  async notePartitions(incarnation: string, partitions: number): Promise<void> {
    const _id = partitionsId(incarnation)
    const taken = await insertUnordered(this.#rows, [{ _id, kind: 'partitions', incarnation, partitions }])
    if (taken.length === 0) return
    await this.#rows.updateOne({ _id, partitions: { $lt: partitions } }, { $set: { partitions } })
  }

  async partitions(incarnation: string): Promise<number | undefined> {
    const row = await this.#rows.findOne({ _id: partitionsId(incarnation) })
    return row?.kind === 'partitions' ? row.partitions : undefined
  }

  /** All incarnations as a log of votes, newest first, read at once. */
  async logIncarnations(): Promise<readonly LogIncarnation[]> {
    const rows = await this.#rows.find().toArray()
    const incarnations = rows
      .filter((row) => row.kind === 'incarnation')
      .sort((one, other) => other.number - one.number)
    return incarnations.map(({ name }) => {
      const noted = rows.find((row) => row._id === partitionsId(name))
      const partitions = noted?.kind === 'partitions' ? noted.partitions : plannedPartitions
      return { name, partitions }
    })
  }

  /** Whoever comes second finds the first one's. */
  async #add(number: number): Promise<string> {
    const name = String(number)
    await insertUnordered(this.#rows, [{ _id: `incarnation:${name}`, kind: 'incarnation', number, name }])
    return name
  }
}

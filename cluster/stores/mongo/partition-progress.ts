import { StoreUnavailable } from '../ports/errors.ts'
import { advanced, noProgress, type Progress, type ProgressJump, type ProgressStep } from '../ports/progress.ts'
import type { Cut } from '../ports/vote-archive.ts'
import type { LastingClient } from './lasting-client.ts'
import type { ProgressBook } from './progress.ts'

/** Each attempt that fails means that another owner has moved the partition, which ends soon. */
const mostAttempts = 10

/** Counts an incarnation's rows of each partition of `below`, from `from` (0 where it is left out) up to `below`. */
export type CountRows = (incarnation: string, below: Cut, from?: Cut) => Promise<Cut>

/**
 * How far each partition is archived. A change is a compare-and-set by a filter on what was read. FerretDB checks a
 * filter and writes in two steps, so that there a compare-and-set holds for one owner of a partition only.
 */
export class PartitionProgress {
  readonly #client: Pick<LastingClient<{ readonly book: ProgressBook }>, 'ask'>
  readonly #countRows: CountRows
  /** What this process wrote last, by partition: the usual step follows on it and need not read first. */
  readonly #written = new Map<number, Progress>()

  constructor(client: Pick<LastingClient<{ readonly book: ProgressBook }>, 'ask'>, countRows: CountRows) {
    this.#client = client
    this.#countRows = countRows
  }

  async advance(step: ProgressStep): Promise<Progress | undefined> {
    const last = this.#written.get(step.partition)
    const follows = last?.incarnation === step.incarnation && last.next === step.first
    const moved = follows && advanced(last, step)
    if (moved && (await this.#swap(last, moved))) return moved
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const stored = await this.#stored(step)
      const stands = stored ?? noProgress(step)
      const changed = advanced(stands, step)
      if (changed === undefined || changed === stands || (await this.#swap(stored, changed))) return changed
    }
    throw new StoreUnavailable('archive: the progress of a partition does not come to rest')
  }

  async raise(jump: ProgressJump): Promise<Progress> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const stored = await this.#stored(jump)
      const stands = stored ?? noProgress(jump)
      if (jump.next <= stands.next) return stands
      const { incarnation, partition, next } = jump
      const from = new Map([[partition, stands.next]])
      const there = (await this.#countRows(incarnation, new Map([[partition, next]]), from)).get(partition) ?? 0
      const raised = { ...stands, next, lastKey: null, rows: stands.rows + there }
      if (await this.#swap(stored, raised)) return raised
    }
    throw new StoreUnavailable('archive: the progress of a partition does not come to rest')
  }

  /** Rows that an older version left uncounted are counted and stored. */
  async all(incarnation: string): Promise<readonly Progress[]> {
    const found = await this.#client.ask(({ book }) => book.progress(incarnation))
    const uncounted = found.filter(({ rows }) => rows === undefined)
    const below = new Map(uncounted.map(({ partition, next }) => [partition, next]))
    const counts: Cut = below.size > 0 ? await this.#countRows(incarnation, below) : below
    const complete: Progress[] = []
    for (const { rows, ...progress } of found) {
      const counted = { ...progress, rows: rows ?? counts.get(progress.partition) ?? 0 }
      if (rows === undefined) await this.#swap(counted, counted)
      complete.push(counted)
    }
    return complete
  }

  async #stored({ incarnation, partition }: ProgressJump | ProgressStep): Promise<Progress | undefined> {
    return (await this.all(incarnation)).find((row) => row.partition === partition)
  }

  /** Whether `to` was written in the place of `from`. */
  async #swap(from: Progress | undefined, to: Progress): Promise<boolean> {
    const swapped = await this.#client.ask(({ book }) => book.swap(from?.next, to))
    if (swapped) this.#written.set(to.partition, to)
    else this.#written.delete(to.partition)
    return swapped
  }
}

/**
 * How far a partition is archived. It says nothing of the tally: it is written after a batch's rows and rejects, and
 * before the tally's step.
 */
export interface Progress {
  readonly incarnation: string
  readonly partition: number
  /** the next position to archive */
  readonly next: number
  /** the key of the record before `next`; null where that is not known */
  readonly lastKey: string | null
  /** rows whose source lies below `next`: what an archive that lost rows no longer has */
  readonly rows: number
}

/** A batch whose rows and rejects are stored. */
export interface ProgressStep {
  readonly incarnation: string
  readonly partition: number
  readonly first: number
  readonly next: number
  readonly lastKey: string | null
  /** offsets of the records whose row names them as its source */
  readonly counted: readonly number[]
}

/** Where reading goes on behind records that the log no longer holds. */
export interface ProgressJump {
  readonly incarnation: string
  readonly partition: number
  readonly next: number
}

/** A partition of which nothing is archived yet. */
export function noProgress({ incarnation, partition }: Pick<Progress, 'incarnation' | 'partition'>): Progress {
  return { incarnation, partition, next: 0, lastKey: null, rows: 0 }
}

/**
 * The rule by which a batch moves progress: only where it already reaches the batch's first position, so that below it
 * there are no holes; and where another consumer has archived a part of the batch, only the rest is added.
 * @returns the progress afterwards, the very same where the batch lies below it; undefined where the batch is refused
 */
export function advanced(stands: Progress, { first, next, lastKey, counted }: ProgressStep): Progress | undefined {
  if (next <= stands.next) return stands
  if (stands.next < first) return undefined
  return { ...stands, next, lastKey, rows: stands.rows + counted.filter((offset) => offset >= stands.next).length }
}

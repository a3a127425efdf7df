/** The engine is down, slow or answered that nobody knows: the work may or may not have been done. Trying again is safe. */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreUnavailable'
  }
}

/** The archive refuses these rows for what they are; repeating the insert changes nothing. */
export class RowsRefused extends Error {
  /** the places of the rows in the insert, from 0 */
  readonly places: ReadonlySet<number>

  constructor(places: Iterable<number>, options?: ErrorOptions) {
    super('the archive refuses these rows permanently', options)
    this.name = 'RowsRefused'
    this.places = new Set(places)
  }
}

/** The step has more increments than one request to the tally can carry. Nothing was changed: take fewer records. */
export class StepTooLarge extends Error {
  constructor(message = 'the step does not fit one request') {
    super(message)
    this.name = 'StepTooLarge'
  }
}

/** Another record's row lies at this record's place: the log is not the one that was archived. */
export class SourceTaken extends Error {
  readonly partition: number
  readonly offset: number

  constructor({ partition, offset }: { readonly partition: number; readonly offset: number }) {
    super(`archive: at ${offset} of partition ${partition} another record was archived`)
    this.name = 'SourceTaken'
    this.partition = partition
    this.offset = offset
  }
}

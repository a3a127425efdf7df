/** Records wait, and no batch of them comes: a new process reads them. */
export class FetchStalled extends Error {
  constructor(partition: number, { position, end }: { position: number; end: number }) {
    super(`partition ${partition} is read up to ${position}, the log ends at ${end}, and no batch comes`)
    this.name = 'FetchStalled'
  }
}

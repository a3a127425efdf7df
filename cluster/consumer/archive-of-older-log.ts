import { CannotGoOn } from './cannot-go-on.ts'

/** The tally counts from a newer incarnation of the log than the archive knows: this is an older archive, or another. */
export class ArchiveOfOlderLog extends CannotGoOn {
  constructor(archived: string, counted: string) {
    super(
      `the archive knows the log's incarnation ${archived}, and the tally counts from ${counted}: the archive is an older ` +
        'one, or another. Restore a newer archive, or name the right one. If there is none, stop all consumers and run ' +
        '`npm run topic -- new-incarnation`',
    )
  }
}

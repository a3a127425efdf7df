import { CannotGoOn } from './cannot-go-on.ts'

/** The archive is older than the tally, and the log no longer holds what it lacks: a rebuild would lower the counts. */
export class ArchiveBehind extends CannotGoOn {
  constructor(partition: number, { archived, counted, start }: { archived: number; counted: number; start: number }) {
    super(
      `the archive is older than the tally: partition ${partition} is archived up to ${archived} and counted up to ` +
        `${counted}, and the log begins at ${start}. Restore a newer archive, or name the right one. If there is none, ` +
        'stop all consumers and run `npm run topic -- accept-gap`: votes that are in neither archive nor log are then ' +
        'no longer counted',
    )
  }
}

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

/** The archive has fewer rows than it noted: a count made from it would be too low. */
export class ArchiveTorn extends CannotGoOn {
  constructor(partition: number, { next, noted, found }: { next: number; noted: number; found: number }) {
    super(
      `the archive has lost rows: of partition ${partition} it noted ${noted} below ${next} and has ${found}. Restore a ` +
        'backup that is one snapshot of the whole database, with all consumers stopped. If there is none, run ' +
        '`npm run topic -- new-incarnation`: the whole log is then read again',
    )
  }
}

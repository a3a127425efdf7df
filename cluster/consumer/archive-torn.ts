import { CannotGoOn } from './cannot-go-on.ts'

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

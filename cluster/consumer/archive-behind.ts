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

import { CannotGoOn } from './cannot-go-on.ts'

/** The log is not the one that was counted from: a person has to say that it was made anew. */
export class LogReplaced extends CannotGoOn {
  constructor(partition: number, found: string) {
    super(
      `partition ${partition} of the log is not the one that was counted from: ${found}. If the topic was made anew, ` +
        'stop all consumers and run `npm run topic -- new-incarnation`; if it was not, do not: find out first',
    )
  }
}

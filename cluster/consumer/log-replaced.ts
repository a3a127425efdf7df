import type { Progress, VoteLogConsumer } from '@aplauso/stores'
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

/**
 * Checks that the log is still the one that was counted from, by what it holds at the position noted in the archive.
 * kafkajs cannot see topic ids, so this is how a topic that was deleted and made anew is noticed.
 * @throws LogReplaced
 * @throws StoreUnavailable
 */
export async function checkSameLog(
  voteLog: Pick<VoteLogConsumer, 'bounds' | 'recordAt'>,
  partition: number,
  watermark: number | null,
  progress: Progress | undefined,
): Promise<void> {
  const { start, end } = await voteLog.bounds(partition)
  const counted = Math.max(watermark ?? 0, progress?.next ?? 0)
  if (counted > end) throw new LogReplaced(partition, `it ends at ${end}, but was counted up to ${counted}`)
  if (!progress || progress.lastKey === null || progress.next <= start) return
  const record = await voteLog.recordAt(partition, progress.next - 1)
  if (record && record.key !== progress.lastKey) {
    throw new LogReplaced(partition, `the record at ${record.offset} is another than the one that was counted`)
  }
}

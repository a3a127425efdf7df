import { setTimeout as sleep } from 'node:timers/promises'
import { watermarkField } from '@aplauso/proto'
import type { Tally, VoteArchive, VoteLogConsumer } from '@aplauso/stores'

const patienceMs = 60_000

export interface Settling {
  readonly archive: Pick<VoteArchive, 'incarnation'>
  readonly tally: Pick<Tally, 'watermarks'>
  /** any reader of the log */
  readonly voteLog: Pick<VoteLogConsumer, 'partitions' | 'bounds'>
}

/** Waits until each partition's watermark is at the log's end: whatever is counted then stays. */
export async function settled({ archive, tally, voteLog }: Settling): Promise<void> {
  const deadline = Date.now() + patienceMs
  const incarnation = await archive.incarnation()
  const isSettled = async () => {
    const watermarks = await tally.watermarks()
    for (let partition = 0; partition < (await voteLog.partitions()); partition += 1) {
      const { end } = await voteLog.bounds(partition)
      if (watermarks.get(watermarkField(incarnation, partition)) !== end) return false
    }
    return true
  }
  while (!(await isSettled())) {
    if (Date.now() > deadline) throw new Error('the watermarks do not reach the log’s end')
    await sleep(20)
  }
}

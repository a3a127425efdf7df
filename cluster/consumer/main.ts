import { setTimeout as sleep } from 'node:timers/promises'
import { runService, serveManagement, tellReady } from '@aplauso/process'
import { StoreUnavailable } from '@aplauso/stores'
import { openArchive, openConsumer, openDeadLetters, openTally, openTogether } from '@aplauso/stores/from-environment'
import { Auditor } from './auditor.ts'
import { CannotGoOn } from './cannot-go-on.ts'
import { readConsumerConfig } from './config.ts'
import { Consumer } from './consumer.ts'
import { consumerMetrics } from './metrics.ts'
import { Trouble } from './trouble.ts'

const startPauseMs = 1_000

await runService('consumer', async (log, stopping) => {
  const config = readConsumerConfig(process.env)
  const stores = await openTogether(
    { log, unreachable: 'wait', signal: stopping },
    {
      voteLog: (readiness) => openConsumer(config, readiness),
      archive: (readiness) => openArchive(config, readiness),
      tally: (readiness) => openTally(config, readiness),
      deadLetters: () => openDeadLetters(config),
    },
  )
  const { voteLog, archive, tally, deadLetters } = stores
  const consumer = new Consumer({ voteLog, archive, tally, deadLetters, log })
  const auditor = new Auditor({
    archive,
    tally,
    stats: consumer.stats,
    log,
    isDue: () => consumer.holds(0),
    rebuild: () => consumer.rebuild(),
  })
  const management =
    config.MANAGEMENT_PORT === undefined
      ? undefined
      : await serveManagement({
          host: config.MANAGEMENT_HOST,
          port: config.MANAGEMENT_PORT,
          registry: consumerMetrics(consumer.stats),
          isReady: () => consumer.isFresh,
        })
  await startPatiently(consumer, new Trouble(log, 'starting'), stopping)
  auditor.start()
  log.info({ partitions: await voteLog.partitions(), management: management?.port }, 'consuming')
  const end = (error: Error, code: number) => {
    log.fatal({ reason: error.message }, 'cannot go on')
    process.exit(code)
  }
  void Promise.race([voteLog.crashed, auditor.failed]).then((error) => end(error, 2))
  // What is not for a person to decide, a new process may fix.
  void consumer.failed.then((error) => end(error, error instanceof CannotGoOn ? 2 : 1))
  tellReady(management ? { management: management.port } : {})
  return {
    async stop() {
      await auditor.stop()
      await consumer.stop()
      await Promise.all([archive.close(), tally.close(), deadLetters.close(), management?.close()])
    },
  }
})

/** An archive that goes away between its first answer and the start is waited for like one that was never there. */
async function startPatiently(consumer: Consumer, trouble: Trouble, stopping: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await consumer.start()
      return trouble.worked()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      trouble.failed(error)
    }
    await sleep(startPauseMs, undefined, { signal: stopping })
  }
}

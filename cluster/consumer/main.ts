import { runService, tellReady } from '@aplauso/process'
import { openArchive, openConsumer, openTally } from '@aplauso/stores/open'
import { readConsumerConfig } from './config.ts'
import { Consumer } from './consumer.ts'

await runService('consumer', async (log) => {
  const config = readConsumerConfig(process.env)
  const [voteLog, archive, tally] = await Promise.all([openConsumer(config), openArchive(config), openTally(config)])
  const consumer = new Consumer({ voteLog, archive, tally, log })
  await consumer.start()
  log.info({ partitions: await voteLog.partitions() }, 'consuming')
  void voteLog.crashed.then((error) => {
    throw error
  })
  tellReady({})
  return {
    async stop() {
      await consumer.stop()
      await Promise.all([archive.close(), tally.close()])
    },
  }
})

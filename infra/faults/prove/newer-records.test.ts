import { Consumer } from '@aplauso/consumer/consumer'
import { createLogger } from '@aplauso/process'
import { openArchive, openConsumer, openDeadLetters, openTally } from '@aplauso/stores/from-environment'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { storesFolderOf } from '../../local/system/index.ts'
import { outputTo } from '../../terminal/index.ts'
import { NewerRecords } from './newer-records.ts'

const patience = { timeout: 30_000, interval: 50 }

test('a record of a newer version becomes a dead letter, and another one when it is redriven, but never a row', async () => {
  const folder = temporaryFolder()
  const stores = { APLAUSO_DATA: storesFolderOf(folder) }
  const [archive, tally, deadLetters, voteLog] = await Promise.all([
    openArchive(stores),
    openTally(stores),
    openDeadLetters(stores),
    openConsumer(stores),
  ])
  const consumer = new Consumer({ voteLog, archive, tally, deadLetters, log: createLogger('consumer', 'silent') })
  await consumer.start()
  onTestFinished(async () => {
    await consumer.stop()
    await Promise.all([archive.close(), tally.close(), deadLetters.close()])
  })
  const newer = new NewerRecords(stores, folder, outputTo(process.stderr))
  await newer.append()
  expect(newer.appended).toBe(1)
  await expect.poll(() => archive.counts(), patience).toMatchObject({ votes: 0, dead: 1 })
  await newer.redrive()
  await expect.poll(() => archive.counts(), patience).toMatchObject({ votes: 0, dead: 2 })
  expect(newer.appended).toBe(1)
})

import { temporaryFolder } from '../../process/testing/temporary-folder.ts'
import { deadLettersContract } from '../contract/dead-letters.ts'
import { letterBookContract } from '../contract/letter-book.ts'
import { progressContract } from '../contract/progress.ts'
import { tallyContract } from '../contract/tally.ts'
import { archiveContract } from '../contract/vote-archive.ts'
import { logContract } from '../contract/vote-log.ts'
import { SqliteArchive } from './archive.ts'
import { SqliteConsumer } from './consumer.ts'
import { SqliteDeadLetters } from './dead-letters.ts'
import { SqliteProducer } from './producer.ts'
import { SqliteTally } from './tally.ts'

archiveContract('SQLite', async () => SqliteArchive.open(temporaryFolder()))
progressContract('SQLite', async () => SqliteArchive.open(temporaryFolder()))
letterBookContract('SQLite', async () => SqliteArchive.open(temporaryFolder()))
deadLettersContract('SQLite', async () => SqliteDeadLetters.open(temporaryFolder()))
tallyContract('SQLite', async (room) => SqliteTally.open(temporaryFolder(), room))
logContract('SQLite', async () => {
  const shared = temporaryFolder()
  return {
    producer: async () => SqliteProducer.open(shared),
    consumer: async () => SqliteConsumer.open(shared),
  }
})

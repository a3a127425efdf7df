import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
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

const root = mkdtempSync(join(tmpdir(), 'aplauso-stores-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const folder = () => mkdtempSync(join(root, 'test-'))

archiveContract('SQLite', async () => SqliteArchive.open(folder()))
progressContract('SQLite', async () => SqliteArchive.open(folder()))
letterBookContract('SQLite', async () => SqliteArchive.open(folder()))
deadLettersContract('SQLite', async () => SqliteDeadLetters.open(folder()))
tallyContract('SQLite', async (room) => SqliteTally.open(folder(), room))
logContract('SQLite', async () => {
  const shared = folder()
  return {
    producer: async () => SqliteProducer.open(shared),
    consumer: async () => SqliteConsumer.open(shared),
  }
})

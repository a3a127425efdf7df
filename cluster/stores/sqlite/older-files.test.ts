import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../process/testing/temporary-folder.ts'
import { SqliteArchive } from './archive.ts'
import { SqliteConsumer } from './consumer.ts'
import { SqliteDeadLetters } from './dead-letters.ts'
import { partitionOf } from './log-schema.ts'
import { SqliteProducer } from './producer.ts'

/** Files as they were before records could say where they were redriven from. */
const older = {
  log: `CREATE TABLE records (partition INTEGER NOT NULL, offset INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (partition, offset)) WITHOUT ROWID;
    INSERT INTO records VALUES (${partitionOf('k')}, 0, 'k', 'old')`,
  dead: `CREATE TABLE letters (incarnation TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, key TEXT NOT NULL,
      value TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (incarnation, partition, offset)) WITHOUT ROWID;
    INSERT INTO letters VALUES ('1', 3, 7, 'k', '{}', 'refused by the archive')`,
  archive: `CREATE TABLE rejects (incarnation TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
      key TEXT NOT NULL, reason TEXT NOT NULL, value TEXT NOT NULL, archived_at INTEGER NOT NULL,
      PRIMARY KEY (incarnation, partition, offset)) WITHOUT ROWID;
    INSERT INTO rejects VALUES ('1', 3, 8, 'k', 'unparsable', '{"v":2}', 1)`,
} as const

it('opens files of an older version, reads what they hold, and keeps in them where redriven records come from', async () => {
  const folder = temporaryFolder()
  for (const [name, sql] of Object.entries(older)) {
    const db = new DatabaseSync(join(folder, `${name}.db`))
    db.exec(sql)
    db.close()
  }
  const source = { incarnation: '1', partition: 3, offset: 7 }
  const redriven = { origin: source, letter: source }
  for (const opened of [1, 2]) {
    const [producer, consumer] = [SqliteProducer.open(folder), SqliteConsumer.open(folder)]
    const [letters, archive] = [SqliteDeadLetters.open(folder), SqliteArchive.open(folder)]
    expect(await producer.append({ key: 'k', value: `new ${opened}`, redriven })).toBe('accepted')
    expect(await consumer.recordAt(partitionOf('k'), 0)).toEqual({ offset: 0, key: 'k', value: 'old' })
    expect(await consumer.recordAt(partitionOf('k'), opened)).toMatchObject({ value: `new ${opened}`, redriven })
    await letters.bury([{ source: { ...source, offset: 9 }, key: 'k', value: '{}', reason: 'again', origin: source }])
    expect((await letters.all()).map(({ origin }) => origin)).toEqual([undefined, source])
    await archive.reject([{ source: { ...source, offset: 9 }, key: 'k', reason: 'dead', value: '{}', redriven }])
    expect(await archive.redriven()).toEqual([{ letter: source, source: { ...source, offset: 9 } }])
    expect(await archive.counts()).toEqual({ votes: 0, duplicates: 0, unparsable: 1, dead: 1 })
    await Promise.all([producer.close(), consumer.stop(), letters.close(), archive.close()])
  }
})

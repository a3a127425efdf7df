import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../process/testing/temporary-folder.ts'
import { SqliteProducer } from './producer.ts'

it('is up again once the file takes writes, though no caller tries: callers stay away from a door that is down', async () => {
  const folder = temporaryFolder()
  const producer = SqliteProducer.open(folder)
  onTestFinished(() => producer.close())
  const other = new DatabaseSync(join(folder, 'log.db'))
  onTestFinished(() => other.close())
  const entry = { key: 'k', value: '{}' }

  other.exec("CREATE TRIGGER full BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'disk full'); END")
  expect(await producer.append(entry)).toBe('unavailable')
  expect(producer.isUp()).toBe(false)
  other.exec('DROP TRIGGER full')
  await expect.poll(() => producer.isUp(), { timeout: 5_000 }).toBe(true)
})

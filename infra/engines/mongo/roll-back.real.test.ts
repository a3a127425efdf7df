import { openArchive } from '@aplauso/stores/from-environment'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { sampleRow } from '../../../cluster/stores/contract/samples.ts'
import { enginesDown, enginesUp } from '../index.ts'
import { copyMongo, replaceMongo, restoreMongo } from './roll-back.ts'
import { goIsNeeded } from './start.ts'

const timeoutMs = 120_000

describe.skipIf(goIsNeeded())('a document server of its own', { timeout: timeoutMs }, () => {
  const folder = temporaryFolder(afterAll)
  let uri = ''
  beforeAll(async () => {
    const { environment } = await enginesUp({ folder, environment: {}, only: ['mongo'] })
    uri = environment.MONGODB_URI ?? ''
  }, timeoutMs)
  afterAll(async () => {
    await enginesDown({ folder })
  })

  async function keys(insert?: string, offset = 0): Promise<readonly string[]> {
    const archive = await openArchive({ MONGODB_URI: uri })
    try {
      if (insert) await archive.insert([sampleRow(insert, { offset })])
      const found: string[] = []
      for await (const key of archive.keys()) found.push(key)
      return found.toSorted()
    } finally {
      await archive.close()
    }
  }

  test('a restore brings back what stood when the copy was made, at the same address, again and again', async () => {
    await keys('one', 1)
    const copy = await copyMongo(folder)
    expect(await keys('two', 2)).toEqual(['one', 'two'])
    await restoreMongo(folder, copy)
    expect(await keys('three', 3)).toEqual(['one', 'three'])
    await restoreMongo(folder, copy)
    expect(await keys()).toEqual(['one'])
  })

  test('another database is empty, and afterwards the former one is as it was', async () => {
    const before = await keys('four', 4)
    const putBack = await replaceMongo(folder)
    expect(await keys('five', 5)).toEqual(['five'])
    await putBack()
    expect(await keys()).toEqual(before)
  })
})

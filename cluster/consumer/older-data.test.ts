import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openArchive } from '@aplauso/stores/from-environment'
import { describe, expect, it } from 'vitest'
import { recount } from './recount.ts'
import { onFile, system } from './testing/system.ts'

/** A folder as the version before `rows` left it: seven votes, a duplicate, a text that is not a record. */
function beforeRows(folder: string): void {
  for (const engine of ['archive', 'log', 'tally'] as const) {
    onFile(folder, engine, readFileSync(join(import.meta.dirname, 'testing', 'before-rows', `${engine}.sql`), 'utf8'))
  }
}

const rowsByPartition = new Map([
  [1, 1],
  [5, 1],
  [7, 1],
  [9, 1],
  [11, 3],
])

describe('a data folder of the version before rows were noted', { timeout: 30_000 }, () => {
  it('opens with its rows counted, once', async () => {
    const { archive, folder } = await system(beforeRows)
    const rows = async () => new Map((await archive.progress('1')).map((row) => [row.partition, row.rows]))
    expect(await rows()).toEqual(rowsByPartition)
    onFile(folder, 'archive', 'DELETE FROM votes WHERE partition = 11')
    const again = await openArchive({ APLAUSO_DATA: folder })
    await again.close()
    expect(await rows()).toEqual(rowsByPartition)
  })

  it('goes on where it was, without a rebuild', async () => {
    const { cast, consume, settled, total, archive, tally } = await system(beforeRows)
    expect(await total()).toBe(7)
    await Promise.all(['a', 'h', 'i', 'j'].map((id) => cast(id)))
    const { stats } = await consume()
    await settled()
    // Vote `a` was cast for another band, so that it is another vote.
    expect(await total()).toBe(11)
    expect(stats).toMatchObject({ rebuilds: 0, counted: 4 })
    expect((await recount(archive, tally, { repair: false })).differences).toEqual([])
    const progress = await archive.progress('1')
    expect(progress.reduce((sum, { rows }) => sum + rows, 0)).toBe(11)
  })

  it('counts right where its consumer died before it noted what it had applied', async () => {
    const { cast, consume, settled, total, archive, tally } = await system((into) => {
      beforeRows(into)
      const keyBefore = 'SELECT key FROM votes WHERE partition = 11 AND offset = 0'
      onFile(into, 'archive', `UPDATE progress SET next = 1, last_key = (${keyBefore}) WHERE partition = 11`)
      onFile(into, 'archive', 'DELETE FROM progress WHERE partition = 7')
    })
    await Promise.all(['h', 'i'].map((id) => cast(id)))
    await consume()
    await settled()
    expect(await total()).toBe(9)
    expect((await archive.counts()).votes).toBe(9)
    expect((await recount(archive, tally, { repair: false })).differences).toEqual([])
    const progress = await archive.progress('1')
    expect(progress.reduce((sum, { rows }) => sum + rows, 0)).toBe(9)
  })
})

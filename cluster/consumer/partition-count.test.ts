import { openArchive } from '@aplauso/stores/from-environment'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../process/testing/temporary-folder.ts'
import { LogReplaced } from './log-replaced.ts'
import { notePartitions } from './partition-count.ts'

async function opened() {
  const folder = temporaryFolder()
  const archive = await openArchive({ APLAUSO_DATA: folder })
  onTestFinished(() => archive.close())
  const incarnation = await archive.incarnation()
  const note = (partitions: number, of = incarnation) =>
    notePartitions({ archive, voteLog: { partitions: async () => partitions } }, of)
  return { archive, incarnation, note }
}

it('notes the number of the log’s partitions, and the new one when some were added', async () => {
  const { archive, incarnation, note } = await opened()
  await note(12)
  expect(await archive.partitions(incarnation)).toBe(12)
  await note(12)
  await note(16)
  expect(await archive.partitions(incarnation)).toBe(16)
})

it('refuses a log with fewer partitions than before, and names the way out', async () => {
  const { archive, incarnation, note } = await opened()
  await note(16)
  const refusal = note(12)
  await expect(refusal).rejects.toThrow(LogReplaced)
  await expect(refusal).rejects.toThrow(/12 partitions, but 16 .*npm run topic -- new-incarnation/)
  expect(await archive.partitions(incarnation)).toBe(16)
})

it('takes a log of any number for a new incarnation', async () => {
  const { archive, note } = await opened()
  await note(16)
  const fresh = await archive.newIncarnation()
  await note(3, fresh)
  expect(await archive.partitions(fresh)).toBe(3)
})

it('knows what an older version counted from, which noted no number', async () => {
  const { archive, incarnation, note } = await opened()
  await archive.raiseProgress({ incarnation, partition: 13, next: 5 })
  await expect(note(13)).rejects.toThrow(LogReplaced)
  await note(14)
  expect(await archive.partitions(incarnation)).toBe(14)
})

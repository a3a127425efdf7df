import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf } from '@aplauso/process/portable'
import { expect, test } from 'vitest'
import { readVoteFileOptions } from '../vote-file/index.ts'
import {
  countedIn,
  expected,
  expectedFiles,
  expectedOutcome,
  type FileReading,
  outcomeOf,
  pathOf,
  type ReaderOptions,
} from '../vote-file/testing/expected.ts'
import { prepareVotes, readVoteFile } from './index.ts'

function read(path: string, options: ReaderOptions = {}): FileReading {
  try {
    const file = readVoteFile(path, readVoteFileOptions(options))
    return { texts: prepareVotes(file).map(({ text }) => text), warnings: file.warnings }
  } catch (error) {
    return { error: messageOf(error) }
  }
}

test('every file has a right answer', () => {
  const files = readdirSync(dirname(pathOf('x'))).filter((name) => name !== 'README.md' && name !== 'expected.json')
  expect(new Set(expected.files.map(({ file }) => file))).toEqual(new Set(files))
})

test.each(expectedFiles)('casting makes of %s what is right', (_, file) => {
  expect(outcomeOf(read(pathOf(file.file), file.options))).toMatchObject(expectedOutcome(file))
})

test.each(expected.together)('casting $files with $options: $counted votes count', async (together) => {
  const readings = together.files.map((file) => read(pathOf(file), together.options))
  const texts = readings.flatMap((reading) => (reading.error === undefined ? reading.texts : []))
  expect(await countedIn(texts)).toEqual({ accepted: together.accepted, counted: together.counted })
})

test('what is accepted over HTTP is accepted over gRPC, too', () => {
  for (const { file, options, accepted = 0 } of expected.files) {
    if (accepted === 0) continue
    const votes = prepareVotes(readVoteFile(pathOf(file), readVoteFileOptions(options ?? {})))
    const texts = votes.flatMap(({ message }) => (message ? [JSON.stringify(message)] : []))
    expect(outcomeOf({ texts, warnings: [] }), file).toMatchObject({ accepted })
  }
})

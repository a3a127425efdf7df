import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readVoteFile } from './vote-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'aplauso-vote-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

function read(content: string | Uint8Array) {
  const path = join(folder, 'votes')
  writeFileSync(path, content)
  return readVoteFile(path)
}

test('an array gives its elements, each on one line', () => {
  expect(read('\uFEFF[\n{"name": "A"},\n{"name": "B"}\n]\n').lines).toEqual([
    { number: 1, text: '{"name":"A"}' },
    { number: 2, text: '{"name":"B"}' },
  ])
})

test('NDJSON gives its lines unchanged, malformed ones too, but no blank ones', () => {
  expect(read('{"name": "A"}\r\n\n  \n{"name":\n').lines).toEqual([
    { number: 1, text: '{"name": "A"}\r' },
    { number: 4, text: '{"name":' },
  ])
})

test('a single vote over several lines is one vote', () => {
  expect(read('{\n  "name": "A"\n}').lines).toEqual([{ number: 1, text: '{"name":"A"}' }])
})

test('an empty array and an empty file hold no votes', () => {
  expect(read('[]').lines).toEqual([])
  expect(read('').lines).toEqual([])
})

test('the same bytes have the same digest, others another', () => {
  expect(read('[1]').digest).toBe(read('[1]').digest)
  expect(read('[1]').digest).not.toBe(read('[2]').digest)
})

test('the error of a malformed array names the place', () => {
  expect(() => read('[\n{"name": "A"},\n{"name" "B"}\n]')).toThrow(/is not a JSON array of votes: .*line 3/)
})

test('a missing file is named', () => {
  expect(() => readVoteFile(join(folder, 'none'))).toThrow(`There is no file ${join(folder, 'none')}`)
})

test('the samples hold 7,010 votes', () => {
  const files = ['votes-decimal.json', 'votes-ordinal.json', 'votes-with-ids.ndjson']
  const lines = files.map((name) => readVoteFile(join(import.meta.dirname, '..', '..', 'samples', name)).lines.length)
  expect(lines).toEqual([1_010, 1_000, 5_000])
})

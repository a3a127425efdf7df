import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readVoteFile } from './read.ts'

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
    { number: 1, text: '{"name": "A"}' },
    { number: 4, text: '{"name":' },
  ])
})

test('a single vote over several lines is one vote', () => {
  expect(read('{\n  "name": "A"\n}').lines).toEqual([{ number: 1, text: '{"name":"A"}' }])
})

test.each(['[]', '', '\n \n'])('a file without votes is an error: %j', (content) => {
  expect(() => read(content)).toThrow(`no votes in ${join(folder, 'votes')}`)
})

test('a rank has its decimal comma replaced where commas do not separate cells; a name keeps its own', () => {
  const path = join(folder, 'votes.csv')
  const rankOf = (content: string) => {
    writeFileSync(path, content)
    return readVoteFile(path).lines.map(({ text }) => JSON.parse(text))
  }
  expect(rankOf('name;rank\n9,5;9,5\nB;-1,25\nC;1,234\n')).toEqual([
    { name: '9,5', rank: '9.5' },
    { name: 'B', rank: '-1.25' },
    { name: 'C', rank: '1,234' },
  ])
  expect(rankOf('name,rank\nA,"9,5"\n')).toEqual([{ name: 'A', rank: '9,5' }])
})

test('ids are row numbers only if all are small whole numbers, none twice', () => {
  const warned = (...ids: unknown[]) => read(JSON.stringify(ids.map((id) => ({ name: 'A', id })))).warnings.length === 1
  expect([warned('1', '2'), warned(2, 1), warned('0', '2', null)]).toEqual([true, true, true])
  const others = [
    warned('1'),
    warned('1', 'x'),
    warned('1', '1'),
    warned('1', '5'),
    warned('01', '02'),
    warned('', '1'),
  ]
  expect(others).toEqual(Array(others.length).fill(false))
})

test('the same bytes have the same digest, others another', () => {
  expect(read('[1]').digest).toBe(read('[1]').digest)
  expect(read('[1]').digest).not.toBe(read('[2]').digest)
})

test.each([
  ['[\n{"name": "A"},\n{"name" "B"}\n]', 'line 3, column 9: unexpected string'],
  ['{\n  "name": "A",\n}', 'line 2, column 14: a comma before "}"'],
  ['name,album\nA,B\n', 'line 1, column 1: unexpected "n"'],
])('the error of a text that is neither JSON nor NDJSON names the place: %j', (content, place) => {
  expect(() => read(content)).toThrow(`is not JSON: ${place}`)
})

test('a missing file is named', () => {
  expect(() => readVoteFile(join(folder, 'none'))).toThrow(`There is no file ${join(folder, 'none')}`)
})

test('the samples hold 7,010 votes', () => {
  const files = ['votes-decimal.json', 'votes-ordinal.json', 'votes-with-ids.ndjson']
  const lines = files.map((name) => readVoteFile(join(import.meta.dirname, '..', '..', 'samples', name)).lines.length)
  expect(lines).toEqual([1_010, 1_000, 5_000])
})

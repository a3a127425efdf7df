import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { archivedFields, fieldOf, fields, publicFields, recordFields, sentField } from './fields.ts'
import { joinRecord, recordParts } from './record/record.ts'
import { defaultContest } from './vote/contest.ts'

test('faults are reported in the contract’s order, and each field has a place of its own', () => {
  expect(fields).toEqual(['name', 'album', 'year', 'rank', 'id', 'contest', 'voter', 'castAt'])
  expect(fields.map((name) => sentField(name).place)).toEqual(fields.map((_, at) => at + 1))
})

test('a record’s text has the fields of the table in its order', () => {
  const vote = { contest: defaultContest, name: 'A', album: 'B', year: 1987, rank: 1, voter: 'raw', castAt: 'noon' }
  const text = joinRecord(recordParts(vote, { id: 'a', channel: 'edge', at: '2026-11-25T20:15:00.000Z' }), 'hash')
  expect(Object.keys(JSON.parse(text))).toEqual(recordFields)
})

test('the archive holds the whole record', () => {
  expect(archivedFields).toEqual(recordFields)
})

test('what identifies a voter or a vote is never public', () => {
  expect(publicFields).toEqual(['contest', 'name', 'album', 'year', 'rank', 'channel', 'at'])
})

test('vote.proto has every field that callers send, each a text that may be absent', () => {
  const proto = readFileSync(new URL('vote.proto', import.meta.url), 'utf8')
  const [, message = ''] = /^message Vote \{(.*?)^\}/ms.exec(proto) ?? []
  const declared = [...message.matchAll(/^\s*optional string (\w+) = (\d+);/gm)]
  const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  expect(declared.map(([, name = '']) => camelCase(name)).sort()).toEqual([...fields].sort())
  expect(new Set(declared.map(([, , number]) => number)).size).toBe(fields.length)
})

test('a record takes no longer text than its sender may send, but for what the door makes of it', () => {
  for (const name of fields) {
    const sent = sentField(name).maxCodePoints
    if (sent !== undefined && name !== 'voter') expect(fieldOf(name).maxCodePoints).toBe(sent)
  }
})

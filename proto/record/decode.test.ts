import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeRecord } from './decode.ts'

const good = {
  v: 1,
  contest: 'default',
  id: 'a',
  name: 'A',
  album: 'B',
  year: 1987,
  rank: 1,
  rules: 1,
  channel: 'grpc',
  at: '2026-11-25T20:15:00.000Z',
}

test.each([
  ['', 'not JSON'],
  ['{', 'not JSON'],
  ['null', 'not a JSON object'],
  ['[]', 'not a JSON object'],
  ['"x"', 'not a JSON object'],
])('%j is no record: %s', (text, fault) => {
  expect(decodeRecord(text)).toEqual({ fault })
})

test.each([
  ['v', 2],
  ['contest', ''],
  ['id', 1],
  ['name', null],
  ['album', undefined],
  ['year', '1987'],
  ['rank', null],
  ['voter', ''],
  ['castAt', 1],
  ['rules', 1.5],
  ['channel', 'http'],
  ['at', '2026-11-25T20:15:00Z'],
  ['at', '2026-13-45T20:15:00.000Z'],
  ['at', '2026-02-30T20:15:00.000Z'],
])('a record with the %s %j is refused by that name', (field, value) => {
  expect(decodeRecord(JSON.stringify({ ...good, [field]: value }))).toEqual({ fault: `wrong or missing: ${field}` })
})

test('all that is wrong is named', () => {
  expect(decodeRecord('{}').fault).toBe('wrong or missing: v, contest, id, name, album, year, rank, rules, channel, at')
})

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const { record, fault } = decodeRecord(text)
      expect((record === undefined) !== (fault === undefined)).toBe(true)
    }),
  )
})

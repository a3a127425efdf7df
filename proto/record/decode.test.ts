import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeEntry, decodeRecord } from './decode.ts'
import { voteKeyCharacters } from './lengths.ts'

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

describe('a text that was never a record is unparsable', () => {
  test.each([
    ['', 'not JSON'],
    ['{', 'not JSON'],
    ['null', 'not a JSON object'],
    ['[]', 'not a JSON object'],
    ['"x"', 'not a JSON object'],
  ])('%j: %s', (text, fault) => {
    expect(decodeRecord(text)).toEqual({ verdict: 'unparsable', fault })
  })

  test.each([
    ['v', '2'],
    ['v', 0],
    ['v', 1.5],
    ['contest', ''],
    ['id', 1],
    ['name', null],
    ['album', undefined],
    ['year', '1987'],
    ['rank', null],
    ['voter', ''],
    ['castAt', 1],
    ['rules', 1.5],
    ['channel', 7],
    ['channel', ''],
    ['at', '2026-11-25T20:15:00Z'],
    ['at', '2026-13-45T20:15:00.000Z'],
    ['at', '2026-02-30T20:15:00.000Z'],
  ])('the %s %j is wrong, and named', (field, value) => {
    const decoded = decodeRecord(JSON.stringify({ ...good, [field]: value }))
    expect(decoded).toEqual({ verdict: 'unparsable', fault: `wrong or missing: ${field}` })
  })

  test('all that is wrong is named', () => {
    const all = 'wrong or missing: v, contest, id, name, album, year, rank, rules, channel, at'
    expect(decodeRecord('{}')).toEqual({ verdict: 'unparsable', fault: all })
  })

  test('a record without a key', () => {
    expect(decodeEntry({ key: '', value: JSON.stringify(good) })).toEqual({ verdict: 'unparsable', fault: 'no key' })
  })
})

describe('a record that a newer version may read is unknown', () => {
  test.each([
    [{ v: 2 }, 'unknown version 2'],
    [{ ...good, v: 2, channel: 7 }, 'unknown version 2'],
    [{ v: 1, kind: 'void', contest: 'default', key: 'k', n: 1 }, 'unknown kind "void"'],
    [{ ...good, kind: 'x'.repeat(99) }, `unknown kind "${'x'.repeat(40)}"`],
    [{ ...good, channel: 'sms' }, 'unknown channel "sms"'],
  ])('%j: %s', (members, fault) => {
    expect(decodeRecord(JSON.stringify(members))).toEqual({ verdict: 'unknown', fault })
  })

  test.each([
    ['contest', 64],
    ['id', 64],
    ['name', 120],
    ['album', 120],
    ['voter', 43],
    ['castAt', 35],
  ])('a longer %s than %i code points, of whatever size', (field, most) => {
    const of = (codePoints: number) => decodeRecord(JSON.stringify({ ...good, [field]: '𝄞'.repeat(codePoints) }))
    expect(of(most).verdict).toBe('record')
    const fault = `longer than the contract: ${field}`
    expect(of(most + 1)).toEqual({ verdict: 'unknown', fault })
    expect(of(310_000)).toEqual({ verdict: 'unknown', fault })
  })

  test('a text larger than a vote may be, whatever makes it so', () => {
    const sized = (bytes: number, filler: string) => {
      const text = JSON.stringify({ ...good, more: '' })
      const room = bytes - text.length
      const fill = filler.repeat(Math.floor(room / Buffer.byteLength(filler)))
      return decodeRecord(
        text.replace('"more":""', `"more":"${fill.padEnd(fill.length + (room % Buffer.byteLength(filler)))}"`),
      )
    }
    for (const filler of ['x', 'ñ', '€', '𝄞']) {
      expect(sized(8_192, filler).verdict).toBe('record')
      expect(sized(8_193, filler)).toEqual({ verdict: 'unknown', fault: 'longer than the contract: record' })
    }
  })

  test('one under a longer key than a vote has', () => {
    const of = (characters: number) => decodeEntry({ key: 'k'.repeat(characters), value: JSON.stringify(good) })
    expect(of(voteKeyCharacters).verdict).toBe('record')
    expect(of(voteKeyCharacters + 1)).toEqual({ verdict: 'unknown', fault: 'longer than the contract: key' })
  })
})

test('no text makes it throw, and each has one verdict', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const { verdict, record, fault } = decodeRecord(text)
      expect(verdict === 'record').toBe(record !== undefined)
      expect(verdict === 'record').toBe(fault === undefined)
    }),
  )
})

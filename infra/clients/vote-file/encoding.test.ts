import { describe, expect, test } from 'vitest'
import { decodeFile, type Encoding } from './encoding.ts'

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding)

describe('without a named encoding', () => {
  test.each<[string, Uint8Array, string]>([
    ['UTF-8', bytesOf('Trébol'), 'Trébol'],
    ['UTF-8 with a byte order mark', bytesOf('\ufeffTrébol'), 'Trébol'],
    ['UTF-16LE with a byte order mark', bytesOf('\ufeffTrébol', 'utf16le'), 'Trébol'],
    ['UTF-16BE with a byte order mark', bytesOf('\ufeffTrébol', 'utf16le').swap16(), 'Trébol'],
    ['an empty file', bytesOf(''), ''],
  ])('%s is read without a warning', (_, bytes, text) => {
    expect(decodeFile(bytes, 'votes.csv')).toEqual({ text, warnings: [] })
  })

  test.each<[Encoding, Uint8Array]>([
    ['windows-1252', bytesOf('Trébol', 'latin1')],
    ['utf-16le', bytesOf('Trébol', 'utf16le')],
    ['utf-16be', bytesOf('Trébol', 'utf16le').swap16()],
  ])('%s is guessed, and named in a warning', (encoding, bytes) => {
    expect(decodeFile(bytes, 'votes.csv')).toEqual({
      text: 'Trébol',
      warnings: [
        `votes.csv does not name its encoding and is not UTF-8: it is read as ${encoding}; if that is wrong, set --encoding`,
      ],
    })
  })

  test('UTF-8 with a damaged character stays UTF-8, so that the other votes keep their names', () => {
    const { text, warnings } = decodeFile(Buffer.concat([bytesOf('Niña Ángel '), bytesOf('é', 'latin1')]), 'votes.csv')
    expect(text).toBe('Niña Ángel \ufffd')
    expect(warnings).toEqual([expect.stringContaining('votes.csv is UTF-8 with damaged characters')])
  })
})

test('a named encoding is taken, whatever the bytes look like', () => {
  expect(decodeFile(bytesOf('Trébol'), '', 'windows-1252')).toEqual({ text: 'TrÃ©bol', warnings: [] })
  expect(decodeFile(Uint8Array.of(0x54, 0x72, 0x8e), '', 'macintosh').text).toBe('Tré')
  expect(decodeFile(Uint8Array.of(0x80, 0x93), '', 'windows-1252').text).toBe('€“')
})

test('every line end becomes one line feed', () => {
  expect(decodeFile(bytesOf('a\rb\nc\r\nd\r\r\ne\r\rf\n\ng'), '').text).toBe('a\nb\nc\nd\ne\n\nf\n\ng')
})

test('a text that is not UTF-8, with old Mac line ends, is guessed to be of a Mac', () => {
  const bytes = Uint8Array.of(0x54, 0x72, 0x8e, 0x0d)
  expect(decodeFile(bytes, '').text).toBe('Tré\n')
  expect(decodeFile(Uint8Array.of(...bytes, 0x0a), '').text).toBe('TrŽ\n')
})

import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { chosenEncoding, encode } from './encoding.ts'

it.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['BR;q=1.0, GZIP', 'br'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['br;q=0, gzip;q=0', 'identity'],
  ['*', 'br'],
  ['*, br;q=0', 'gzip'],
  ['deflate', 'identity'],
  ['identity', 'identity'],
  ['identity;q=1, gzip;q=0.5', 'identity'],
  ['gzip;q=x', 'gzip'],
  [';;,,', 'identity'],
])('a client that accepts %j gets %s', (accepts, encoding) => {
  expect(chosenEncoding(accepts)).toBe(encoding)
})

it('every encoding gives back what was put in', async () => {
  const bytes = Buffer.from('Trébol '.repeat(1_000))
  expect(brotliDecompressSync(await encode('br', bytes))).toEqual(bytes)
  expect(gunzipSync(await encode('gzip', bytes))).toEqual(bytes)
  expect(await encode('identity', bytes)).toBe(bytes)
})

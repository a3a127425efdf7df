import { expect, it } from 'vitest'
import { isPlain, mediaOf } from './media.ts'

it.each([
  ['application/json', 'json'],
  ['APPLICATION/JSON ; Charset = "UTF-8"', 'json'],
  ['application/x-ndjson;x=y', 'ndjson'],
  [undefined, undefined],
  ['', undefined],
  ['application/json; charset=utf8', undefined],
  ['application/json; charset=utf-8; charset=latin1', undefined],
  ['application/problem+json', undefined],
  ['constructor', undefined],
  ['__proto__', undefined],
  ['toString; charset=utf-8', undefined],
])('%s is %s', (contentType, media) => {
  expect(mediaOf(contentType)).toBe(media)
})

it.each([
  [undefined, true],
  ['', true],
  ['identity', true],
  [' Identity , identity', true],
  ['gzip', false],
  ['identity, br', false],
  ['constructor', false],
])('a body in %s is sent as it is: %s', (contentEncoding, plain) => {
  expect(isPlain(contentEncoding)).toBe(plain)
})

import { expect, it } from 'vitest'
import { mediaOf } from './media.ts'

it.each([
  ['application/json', 'json'],
  ['APPLICATION/JSON ; Charset = "UTF-8"', 'json'],
  ['application/x-ndjson;x=y', 'ndjson'],
  [undefined, undefined],
  ['', undefined],
  ['application/json; charset=utf8', undefined],
  ['application/json; charset=utf-8; charset=latin1', undefined],
  ['application/problem+json', undefined],
])('%s is %s', (contentType, media) => {
  expect(mediaOf(contentType)).toBe(media)
})

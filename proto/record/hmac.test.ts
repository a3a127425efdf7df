import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hmac, hmacKey, hmacMatches } from './hmac.ts'

test('a hash is base64url HMAC-SHA-256 of the UTF-8 text', async () => {
  const key = await hmacKey('secret ñ')
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
      const hash = await hmac(key, text)
      expect(hash).toBe(createHmac('sha256', 'secret ñ').update(text).digest('base64url'))
      expect(hash).toMatch(/^[A-Za-z0-9_-]{43}$/)
      expect(await hmacMatches(key, text, hash)).toBe(true)
    }),
  )
})

test('another text, another key and a changed or shortened hash do not match', async () => {
  const key = await hmacKey('secret')
  const hash = await hmac(key, 'text')
  expect(await hmacMatches(key, 'text ', hash)).toBe(false)
  expect(await hmacMatches(await hmacKey('secret '), 'text', hash)).toBe(false)
  expect(await hmacMatches(key, 'text', (hash.startsWith('A') ? 'B' : 'A') + hash.slice(1))).toBe(false)
  for (const odd of ['', hash.slice(1), `${hash}=`, `${hash}A`, hash.replace(/^./, '+')]) {
    expect(await hmacMatches(key, 'text', odd)).toBe(false)
  }
})

import { hkdfSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hmac, hmacKey } from '../record/hmac.ts'
import { operatorKey } from './operator-key.ts'

const relaySecret = 'a relay key of thirty-two or more characters'
const secret = 'an operator’s key of thirty-two characters'

test('without a key of its own, the operator’s is derived from the relay’s as RFC 5869 says', async () => {
  const derived = Buffer.from(hkdfSync('sha256', relaySecret, '', 'operator', 32)).toString('base64url')
  expect(await hmac(await operatorKey(undefined, relaySecret), 'text')).toBe(await hmac(await hmacKey(derived), 'text'))
  expect(await hmac(await operatorKey(undefined, relaySecret), 'text')).not.toBe(
    await hmac(await hmacKey(relaySecret), 'text'),
  )
})

test('with one, only that counts', async () => {
  const own = await hmac(await hmacKey(secret), 'text')
  expect(await hmac(await operatorKey(secret, relaySecret), 'text')).toBe(own)
})

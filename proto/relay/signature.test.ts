import { expect, test } from 'vitest'
import { hmacKey } from '../record/hmac.ts'
import { signatureFault, signatureHeaderFault, signatureToleranceSeconds, signBody } from './signature.ts'

const nowMs = Date.UTC(2026, 10, 25, 20, 15)
const key = await hmacKey('a relay key of thirty-two or more characters')
const header = await signBody(key, 'body', nowMs)

test('a body’s own signature is good within the tolerance of the clocks, both ways', async () => {
  for (const seconds of [-signatureToleranceSeconds, 0, signatureToleranceSeconds]) {
    expect(await signatureFault(key, 'body', header, nowMs + seconds * 1000)).toBeUndefined()
  }
  for (const seconds of [-signatureToleranceSeconds - 1, signatureToleranceSeconds + 1]) {
    expect(await signatureFault(key, 'body', header, nowMs + seconds * 1000)).toBe('stale')
  }
})

test('a changed body, time or key is wrong', async () => {
  expect(await signatureFault(key, 'Body', header, nowMs)).toBe('wrong')
  const later = header.replace(/^t=\d+/, `t=${nowMs / 1000 + 1}`)
  expect(await signatureFault(key, 'body', later, nowMs)).toBe('wrong')
  expect(await signatureFault(await hmacKey('another key'), 'body', header, nowMs)).toBe('wrong')
})

test.each([undefined, '', 'v1=x', 't=1', `${header} `, header.replace('t=', 't=-')])(
  'the header %j is none',
  async (odd) => {
    expect(await signatureFault(key, 'body', odd, nowMs)).toBe('missing')
  },
)

test('the header alone is none or stale, whoever signed what', async () => {
  const byAnother = await signBody(await hmacKey('another key'), 'another body', nowMs)
  expect(signatureHeaderFault(byAnother, nowMs)).toBeUndefined()
  expect(signatureHeaderFault(byAnother, nowMs + (signatureToleranceSeconds + 1) * 1000)).toBe('stale')
  expect(signatureHeaderFault('v1=x', nowMs)).toBe('missing')
  expect(signatureHeaderFault(undefined, nowMs)).toBe('missing')
})

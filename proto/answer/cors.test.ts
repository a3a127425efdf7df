import { expect, test } from 'vitest'
import { corsHeaders, preflightHeaders } from './cors.ts'

const policy = {
  allowedOrigins: ['https://votes.example'],
  methods: ['POST'],
  requestHeaders: ['content-type'],
  exposedHeaders: ['Aplauso-Age-Ms'],
}

test('an allowed origin is named back, with the exposed headers', () => {
  expect(corsHeaders(policy, 'https://votes.example')).toEqual({
    vary: 'Origin',
    'access-control-allow-origin': 'https://votes.example',
    'access-control-expose-headers': 'Aplauso-Age-Ms',
  })
})

test('another origin, or none, gets nothing but Vary', () => {
  for (const origin of ['https://votes.example.evil', 'http://votes.example', 'null', '', null, undefined]) {
    expect(corsHeaders(policy, origin)).toEqual({ vary: 'Origin' })
    expect(preflightHeaders(policy, origin)).toEqual({ vary: 'Origin' })
  }
})

test('a star allows every origin', () => {
  const open = { ...policy, allowedOrigins: ['*'], exposedHeaders: [] }
  expect(corsHeaders(open, 'https://any.example')).toEqual({ 'access-control-allow-origin': '*' })
})

test('a preflight names methods and request headers', () => {
  expect(preflightHeaders(policy, 'https://votes.example')).toMatchObject({
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '86400',
  })
})

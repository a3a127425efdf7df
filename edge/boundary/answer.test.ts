import { expect, it } from 'vitest'
import { type Answer, decodeAnswer, encodeAnswer } from './answer.ts'
import { type Call, decodeCall, encodeCall } from './call.ts'

const answer: Answer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  votes: [
    { head: '{"name":"\\u001f\\n"', tail: '"at":"x"}', voter: 'line\nbreak' },
    { head: '{"a":1', tail: '"b":2}' },
  ],
  body: '{"x":1}\n',
}

it('an answer comes out of its text as it went in', () => {
  expect(decodeAnswer(encodeAnswer(answer))).toEqual(answer)
  expect(decodeAnswer(encodeAnswer({ ...answer, votes: [], body: '' }))).toEqual({ ...answer, votes: [], body: '' })
})

it('a text that breaks off is not an answer', () => {
  const text = encodeAnswer(answer)
  for (const part of ['', text.slice(0, 20), text.slice(0, text.indexOf('\n') + 5)]) {
    expect(() => decodeAnswer(part)).toThrow()
  }
})

it('a call comes out of its text as it went in', () => {
  const call: Call = {
    method: 'POST',
    path: '/vote',
    idempotencyKey: 'a\nb',
    nowMs: 1,
    entropyHex: '0',
    bodyBytes: 3,
    lineFaults: { 1: 'too_large' },
    body: '\nx\n',
  }
  expect(decodeCall(encodeCall(call))).toEqual(call)
})

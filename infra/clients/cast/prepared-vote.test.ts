import { expect, test } from 'vitest'
import { prepareVote } from './prepared-vote.ts'

const digest = 'a'.repeat(43)
const prepared = (text: string) => prepareVote({ number: 7, text }, digest)

test('a vote with an id stays as it is', () => {
  const text = '{"id": "x1", "name": "A", "year": 1989, "rank": 6.90}'
  expect(prepared(text)).toEqual({ number: 7, text, message: { id: 'x1', name: 'A', year: '1989', rank: '6.9' } })
})

test('a vote without an id gets the same one each time, from its file and line', () => {
  const first = prepared('{"name":"A","id":null}')
  expect(first.text).toBe(`{"name":"A","id":"file-${'a'.repeat(22)}-7"}`)
  expect(first.message).toEqual({ name: 'A', id: `file-${'a'.repeat(22)}-7` })
  expect(prepared('{"name":"A","id":null}')).toEqual(first)
  expect(prepareVote({ number: 8, text: '{"name":"A"}' }, digest).text).not.toBe(first.text)
})

test.each([
  ['a malformed line', '{"name":'],
  ['an array', '["A"]'],
  ['a number where text belongs', '{"id":"x1","name":5}'],
  ['a flag', '{"id":"x1","rank":true}'],
  ['an object', '{"id":"x1","year":{}}'],
  ['a lone surrogate', '{"id":"x1","name":"\\ud800"}'],
])('protobuf cannot carry %s: the vote has no message and keeps its text', (_, text) => {
  expect(prepared(text)).toEqual({ number: 7, text })
})

test('a vote with unknown fields has a message without them', () => {
  expect(prepared('{"id":"x1","name":"A","stage":3}').message).toEqual({ id: 'x1', name: 'A' })
})

import { uuidV7 } from '@aplauso/proto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { handle } from '../app/index.ts'
import { decodeAnswer } from '../boundary/answer.ts'
import { type Call, encodeCall } from '../boundary/call.ts'
import { buildEdge, places } from '../build/index.ts'
import type { Component } from '../gateway/instances.ts'
import { loadComponent } from './load-component.ts'

const nowMs = 1_795_000_000_123
const entropyHex = '0123456789abcdef012'
let component: Component

beforeAll(async () => {
  await buildEdge()
  component = await loadComponent(places.gen)
}, 60_000)

function callOf(body: string, members: Partial<Call> = {}): string {
  return encodeCall({
    method: 'POST',
    path: '/vote',
    contentType: 'application/json',
    nowMs,
    entropyHex,
    bodyBytes: Buffer.byteLength(body),
    body,
    ...members,
  })
}

/** The answers of both, which must be the same text. */
function bothAnswer(call: string): string {
  const answer = component.handle(call)
  expect(answer).toBe(handle(call))
  return answer
}

describe('the component', () => {
  it.each([
    ['GET', '/healthz', 200],
    ['HEAD', '/healthz', 200],
    ['GET', '/openapi.json', 200],
    ['POST', '/vote', 400],
    ['POST', '/v1/votes', 400],
    ['GET', '/vote', 405],
    ['GET', '/nowhere', 404],
  ])('answers %s %s without clock and randomness', (method, path, status) => {
    expect(decodeAnswer(bothAnswer(callOf('', { method, path })))).toMatchObject({ status })
  })

  it('makes the ids that the entropy says, the same in every new instance', async () => {
    const vote = '{"name":"a","album":"b","year":1987,"rank":1}'
    const call = callOf(`[${vote},${vote}]`)
    const other = await loadComponent(places.gen)
    expect(other.handle(call)).toBe(bothAnswer(call))
    expect(JSON.parse(decodeAnswer(other.handle(call)).body)).toMatchObject({
      outcomes: [{ id: uuidV7(nowMs, entropyHex, 0) }, { id: uuidV7(nowMs, entropyHex, 1) }],
    })
  })

  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 140 }),
    fc.string({ unit: 'grapheme', maxLength: 130 }),
    fc.string({
      unit: fc.constantFrom(' ', '\u00a0', '\ufeff', '\u2028', '\u0000', 'e\u0301', 'ſ', 'K', '\ud800', 'º'),
    }),
  )
  const number = fc.oneof(
    fc.integer({ min: -10, max: 2200 }),
    fc.double(),
    fc.stringMatching(/^-?\d{0,7}(\.\d{0,3})?(st|RO|º|ſt)?$/),
    fc.anything(),
  )
  const votes = fc.record(
    {
      name: fc.oneof(text, fc.anything()),
      album: text,
      year: number,
      rank: number,
      id: fc.oneof(fc.constant('ok'), text),
      contest: fc.oneof(fc.constant('default'), text),
      voter: text,
      castAt: fc.oneof(
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        text,
      ),
    },
    { requiredKeys: [] },
  )

  it('answers any vote as the app does, byte for byte', () => {
    fc.assert(
      fc.property(votes, (vote) => void bothAnswer(callOf(JSON.stringify(vote)))),
      { numRuns: 1_000 },
    )
  })

  it('answers any good vote as the app does, byte for byte', () => {
    const good = fc.record({
      name: text,
      album: text,
      year: fc.integer({ min: 1900, max: 2100 }),
      rank: fc.integer({ min: 0, max: 10_000 }).map((hundredths) => (hundredths / 100).toFixed(2)),
      voter: text,
    })
    fc.assert(
      fc.property(fc.array(good, { maxLength: 5 }), (all) => void bothAnswer(callOf(JSON.stringify(all)))),
      { numRuns: 500 },
    )
  })

  it('takes and refuses the same texts as JSON', () => {
    const json = fc.oneof(
      fc.json(),
      fc.string({ unit: fc.constantFrom(...'{}[]",:0123.-+eE\\u \t\n\r', 'true', 'null', '\ufeff', '\u00a0', '"a"') }),
    )
    fc.assert(
      fc.property(json, (body) => void bothAnswer(callOf(body))),
      { numRuns: 2_000 },
    )
  })

  it('composes every character that Unicode composes as Node does', () => {
    // Hangul goes by a rule: some of it represents all.
    const composing = Array.from({ length: 0x110000 }, (_, point) => point)
      .filter((point) => point < 0xac00 || point > 0xdfff || (point < 0xd7a4 && point % 97 === 0))
      .map((point) => String.fromCodePoint(point))
      .filter((character) => character.normalize('NFD') !== character || /\p{M}/u.test(character))
    expect(composing.length).toBeGreaterThan(4_000)
    for (let start = 0; start < composing.length; start += 1_000) {
      const all = composing.slice(start, start + 1_000).map((character) => ({
        name: `a\u0327${character}\u0301`,
        album: `${character}\u0301`,
        year: 1987,
        rank: 1,
      }))
      bothAnswer(callOf(JSON.stringify(all)))
    }
  })
})

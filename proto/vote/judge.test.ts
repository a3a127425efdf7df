import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldCodes } from '../answer/codes.ts'
import { fields } from '../fields.ts'
import { builtInContests, type Contest } from './contest.ts'
import { judgeVote } from './judge.ts'

const good = { name: 'Alux Nahual', album: 'Alto al Fuego', year: 1987, rank: 1 }
const judge = (input: unknown, idempotencyKey?: string) =>
  judgeVote(input, { contests: builtInContests, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) })

/** The verdict, with faults as `field: code`. */
function summary(input: unknown, idempotencyKey?: string) {
  const judgement = judge(input, idempotencyKey)
  return judgement.verdict === 'keeps_rules'
    ? judgement.vote
    : [judgement.verdict, ...judgement.errors.map(({ field, code }) => `${field}: ${code}`)]
}

interface DirtyVote {
  readonly what: string
  readonly body: string
  readonly expect: { readonly status: number; readonly errors?: unknown[]; readonly stored?: object }
}

describe('the dirty votes, once parsed', () => {
  const all: DirtyVote[] = JSON.parse(readFileSync(new URL('../testing/votes-dirty.json', import.meta.url), 'utf8'))
  const judged = all.filter(({ expect: { status } }) => status === 202 || status === 422)

  test('46 of the 49 are for the rules; three never get that far', () =>
    expect([all.length, judged.length]).toEqual([49, 46]))

  test.each(judged)('$what', ({ body, expect: { status, errors, stored } }) => {
    const judgement = judge(JSON.parse(body.replace(/^\ufeff/, '')))
    if (status === 202) expect(judgement).toMatchObject({ verdict: 'keeps_rules', vote: stored ?? {} })
    else expect(judgement).toMatchObject({ verdict: 'invalid', errors })
  })
})

test('whatever is sent, the answer is a verdict, and faults are known, one a field, in the fields’ order', () => {
  const odd = fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), fc.double())
  const record = fc.record(Object.fromEntries(fields.map((field) => [field, odd])), { requiredKeys: [] })
  fc.assert(
    fc.property(fc.oneof(fc.anything(), record), fc.option(fc.string(), { nil: undefined }), (input, key) => {
      const judgement = judge(input, key)
      if (judgement.verdict !== 'invalid') return
      const named = judgement.errors.map(({ field }) => field)
      expect(named.length).toBeGreaterThan(0)
      expect(named).toEqual(named[0] === '' ? [''] : fields.filter((field) => named.includes(field)))
      for (const { field, code, message } of judgement.errors) {
        expect(fieldCodes).toContain(code)
        expect(message.startsWith(field)).toBe(true)
        expect(message).not.toMatch(/undefined|NaN/)
      }
    }),
    { numRuns: 1000 },
  )
})

test('a kept vote is settled: judged again it is the same', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  const votes = fc.record({ name: text, album: text, year: fc.integer({ min: 1900, max: 2100 }), rank: fc.nat(100) })
  fc.assert(
    fc.property(votes, (input) => {
      const first = judge(input)
      if (first.verdict === 'keeps_rules') expect(judge({ ...first.vote, contest: undefined })).toEqual(first)
    }),
  )
})

test('all faults are reported at once, in the table’s order', () => {
  const bad = { castAt: 'x', voter: '', contest: 'A', id: '/', rank: '', year: [], album: 7, name: null }
  expect(summary(bad)).toEqual([
    'invalid',
    'name: required',
    'album: type',
    'year: type',
    'rank: empty',
    'id: format',
    'contest: format',
    'voter: empty',
    'castAt: format',
  ])
})

test('null is absent in every field, unknown fields are ignored', () => {
  const nulls = Object.fromEntries(fields.map((field) => [field, null]))
  expect(summary({ ...nulls, ...good, more: 1 })).toMatchObject({ ...good, contest: { id: 'default' } })
  expect(Object.keys(summary({ ...nulls, ...good }))).toEqual(['contest', 'name', 'album', 'year', 'rank'])
})

test('id and header: either names the vote, two must be the same', () => {
  expect(summary(good, 'header')).toMatchObject({ id: 'header' })
  expect(summary({ ...good, id: null }, 'header')).toMatchObject({ id: 'header' })
  expect(summary({ ...good, id: 'a' }, 'a')).toMatchObject({ id: 'a' })
  expect(summary({ ...good, id: 'a' }, 'b')).toEqual(['invalid', 'id: conflict'])
  expect(summary({ ...good, id: 'a b' }, 'b')).toEqual(['invalid', 'id: format'])
  expect(summary(good, 'a b')).toEqual(['invalid', 'id: format'])
  expect(summary(good, '')).toEqual(['invalid', 'id: empty'])
  expect(summary(good, 'x'.repeat(65))).toEqual(['invalid', 'id: too_long'])
})

test('an unknown contest is reported only after faults in fields, and its range is left out', () => {
  expect(summary({ ...good, contest: 'other' })).toEqual(['unknown_contest', 'contest: unknown_contest'])
  expect(summary({ ...good, contest: 'other', rank: 500 })).toEqual(['unknown_contest', 'contest: unknown_contest'])
  expect(summary({ ...good, contest: 'other', rank: 'x' })).toEqual(['invalid', 'rank: format'])
})

test('the rank is judged by the named contest’s own range', () => {
  const narrow: Contest = {
    id: 'narrow',
    revision: 3,
    title: { en: 'N', es: 'N' },
    rank: { kind: 'score', min: 1, max: 10 },
    limit: 'unlimited',
  }
  const judgement = judgeVote({ ...good, contest: 'narrow', rank: 0 }, { contests: () => narrow })
  expect(judgement).toMatchObject({ errors: [{ code: 'out_of_range', message: 'rank must be from 1 to 10' }] })
})

test.each(['a', 'a-b', '0', 'a'.repeat(64)])('the contest name %s is well formed', (contest) => {
  expect(summary({ ...good, contest })).toEqual(['unknown_contest', 'contest: unknown_contest'])
})

test.each([
  ['', 'empty'],
  ['-a', 'format'],
  ['a-', 'format'],
  ['a_b', 'format'],
  ['a\n', 'format'],
  ['a'.repeat(65), 'too_long'],
  ['\ufffd', 'format'],
])('the contest name %j is refused: %s', (contest, code) => {
  expect(summary({ ...good, contest })).toEqual(['invalid', `contest: ${code}`])
})

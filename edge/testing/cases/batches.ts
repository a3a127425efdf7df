import { type Case, json, ndjson, vote, voteOfDepth, voteOfSize, voteText } from './case.ts'

const lines = (...all: string[]) => all.join('\n')
const votes = (count: number) => Array.from({ length: count }, (_, index) => vote({ id: `n-${index}` }))
const accepted = (count: number) => Array.from({ length: count }, () => 'accepted')

/** JSON arrays. */
export const arrays: readonly Case[] = [
  {
    name: 'an array is answered vote by vote, in order',
    body: JSON.stringify([vote({ id: 'a' }), vote({ rank: 101, year: 'x' }), vote({ id: 'c', rank: '3ro' })]),
    expect: {
      status: 200,
      outcomes: ['accepted', ['year format', 'rank out_of_range'], 'accepted'],
      stored: [
        { id: 'a', rank: 1 },
        { id: 'c', rank: 3 },
      ],
    },
  },
  { name: 'an empty array has no outcomes', body: ' [ ] ', expect: { status: 200, outcomes: [], stored: [] } },
  {
    name: 'elements that are no objects are refused alone',
    body: JSON.stringify([null, [vote()], 'x', vote()]),
    expect: { status: 200, outcomes: [[' type'], [' type'], [' type'], 'accepted'], stored: [{}] },
  },
  {
    name: 'an unknown contest is refused within a batch',
    body: JSON.stringify([vote({ contest: 'nowhere' })]),
    expect: { status: 200, outcomes: [['contest unknown_contest']], stored: [] },
  },
  {
    name: 'the range is not judged where the contest is unknown',
    body: JSON.stringify([vote({ contest: 'nowhere', rank: 900 }), vote({ contest: 'nowhere', rank: 'x' })]),
    expect: { status: 200, outcomes: [['contest unknown_contest'], ['rank format']], stored: [] },
  },
  {
    name: 'the first fifty refused votes have all their errors, later ones the first alone',
    body: JSON.stringify(Array.from({ length: 52 }, () => ({ year: 1987, rank: 1 }))),
    expect: {
      status: 200,
      outcomes: Array.from({ length: 52 }, (_, index) =>
        index < 50 ? ['name required', 'album required'] : ['name required'],
      ),
      stored: [],
    },
  },
  {
    name: 'a name that NFC would take minutes to compose is too long at once',
    body: JSON.stringify([vote({ name: `a${'\u0301\u0323'.repeat(250_000)}` }), vote()]),
    expect: { status: 200, outcomes: [['name too_long'], 'accepted'], stored: [{}] },
  },
  { name: 'a broken array is refused as a whole', body: `[${voteText()},`, expect: { status: 400, code: 'malformed' } },
  {
    name: 'a thousand votes are one request',
    body: JSON.stringify(votes(1000)),
    expect: { status: 200, outcomes: accepted(1000) },
  },
  {
    name: 'a thousand and one are too many',
    body: JSON.stringify(votes(1001)),
    expect: { status: 413, code: 'too_large' },
  },
  {
    name: 'an array’s element has no limit of its own',
    body: `[${voteOfSize(20_000)}]`,
    expect: { status: 200, outcomes: ['accepted'], stored: [{}] },
  },
  {
    name: 'an array may have 1 MiB',
    body: `[${voteOfSize(1024 * 1024 - 2)}]`,
    expect: { status: 200, outcomes: ['accepted'], stored: [{}] },
  },
  {
    name: 'one byte more is too large',
    body: `[${voteOfSize(1024 * 1024 - 1)}]`,
    expect: { status: 413, code: 'too_large' },
  },
  {
    name: 'a header’s id and a batch exclude each other',
    headers: { ...json, 'idempotency-key': 'h' },
    body: JSON.stringify([vote()]),
    expect: { status: 422, code: 'invalid', errors: ['id conflict'], stored: [] },
  },
  {
    name: 'a header’s id and an empty batch too',
    headers: { ...json, 'idempotency-key': 'h' },
    body: '[]',
    expect: { status: 422, code: 'invalid', errors: ['id conflict'], stored: [] },
  },
  {
    name: 'an array that is nested too deeply is not read',
    body: `[${voteOfDepth(32)}]`,
    expect: { status: 400, code: 'malformed' },
  },
  {
    name: 'an array may be nested 32 levels',
    body: `[${voteOfDepth(31)}]`,
    expect: { status: 200, outcomes: ['accepted'], stored: [{}] },
  },
]

/** NDJSON. */
export const ndjsonBodies: readonly Case[] = [
  {
    name: 'lines are answered one by one, blank ones skipped',
    headers: ndjson,
    body: lines('', voteText({ id: 'a' }), ' \t\r', voteText({ id: 'b' }), `${voteText({ id: 'c' })}\r`, ''),
    expect: { status: 200, outcomes: accepted(3), stored: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] },
  },
  { name: 'no lines, no outcomes', headers: ndjson, body: '', expect: { status: 200, outcomes: [], stored: [] } },
  { name: 'only blank lines, no outcomes', headers: ndjson, body: '\n\r\n  \n', expect: { status: 200, outcomes: [] } },
  {
    name: 'a broken line spoils no other',
    headers: ndjson,
    body: lines(voteText({ id: 'a' }), '{"name":', voteText({ id: 'c' })),
    expect: { status: 200, outcomes: ['accepted', [' malformed'], 'accepted'], stored: [{ id: 'a' }, { id: 'c' }] },
  },
  {
    name: 'a line that is nested too deeply spoils no other',
    headers: ndjson,
    body: lines(voteOfDepth(32), voteOfDepth(33), '['.repeat(8000), voteText()),
    expect: { status: 200, outcomes: ['accepted', [' malformed'], [' malformed'], 'accepted'], stored: [{}, {}] },
  },
  {
    name: 'a line may have 8 KiB, not more',
    headers: ndjson,
    body: lines(voteOfSize(8192, { id: 'a' }), voteOfSize(8193, { id: 'b' }), voteText({ id: 'c' })),
    expect: { status: 200, outcomes: ['accepted', [' too_large'], 'accepted'], stored: [{ id: 'a' }, { id: 'c' }] },
  },
  {
    name: 'the size is that of the bytes',
    headers: ndjson,
    body: `{"x":"${'é'.repeat(4093)}"}`,
    expect: { status: 200, outcomes: [[' too_large']], stored: [] },
  },
  {
    name: 'a thousand lines are one request, blank ones not counted',
    headers: ndjson,
    body: votes(1000)
      .map((each) => `${JSON.stringify(each)}\n\n`)
      .join(''),
    expect: { status: 200, outcomes: accepted(1000) },
  },
  {
    name: 'a thousand and one lines are too many',
    headers: ndjson,
    body: '1\n'.repeat(1001),
    expect: { status: 413, code: 'too_large' },
  },
  {
    name: 'lines may have 1 MiB, not more',
    headers: ndjson,
    body: ' '.repeat(1024 * 1024 + 1),
    expect: { status: 413, code: 'too_large' },
  },
  {
    name: 'one byte order mark before the first line is dropped',
    headers: ndjson,
    body: `\ufeff${voteText()}\n\ufeff${voteText()}`,
    expect: { status: 200, outcomes: ['accepted', [' malformed']], stored: [{}] },
  },
  {
    name: 'a byte order mark behind a blank line is not the body’s first character',
    headers: ndjson,
    body: `\n\ufeff${voteText()}\n${voteText()}`,
    expect: { status: 200, outcomes: [[' malformed'], 'accepted'], stored: [{}] },
  },
  {
    name: 'a body of a byte order mark alone has no lines',
    headers: ndjson,
    body: '\ufeff',
    expect: { status: 200, outcomes: [], stored: [] },
  },
  {
    name: 'a line that holds an array is refused alone',
    headers: ndjson,
    body: lines('[]', voteText()),
    expect: { status: 200, outcomes: [[' type'], 'accepted'], stored: [{}] },
  },
  {
    name: 'a header’s id and lines exclude each other',
    headers: { ...ndjson, 'idempotency-key': 'h' },
    body: voteText(),
    expect: { status: 422, code: 'invalid', errors: ['id conflict'], stored: [] },
  },
  {
    name: 'bytes that are not UTF-8 spoil their own line alone',
    headers: ndjson,
    body: Uint8Array.from([
      ...Buffer.from('{"name":"A'),
      0xff,
      ...Buffer.from(`","album":"b","year":1987,"rank":1}\n${voteText()}`),
    ]),
    expect: { status: 200, outcomes: [['name format'], 'accepted'], stored: [{}] },
  },
]
